package barid.feed.publishing;

import barid.feed.entries.FeedKey;
import barid.kit.http.Answers;
import barid.kit.http.Problem;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** Answers with a feed's document, or with the word that the client holds it already. */
public final class FeedAnswers {
    private static final Header PUBLICLY = HeaderValues.create(
            HeaderNames.CACHE_CONTROL,
            "public, max-age=" + FeedRoutes.MAX_AGE.toSeconds() + ", stale-while-revalidate=60");
    private static final Header PRIVATELY =
            HeaderValues.create(HeaderNames.CACHE_CONTROL, "private, max-age=" + FeedRoutes.MAX_AGE.toSeconds());
    private static final Header ANY_ORIGIN = HeaderValues.create(HeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final FeedCache feeds;
    private final InstantSource clock;

    public FeedAnswers(FeedCache feeds, InstantSource clock) {
        this.feeds = feeds;
        this.clock = clock;
    }

    /** Sends a subscription document: 200 or 304; {@link Problem} 404 where there is none. */
    void send(FeedDocument document, Audience audience, ServerRequest request, ServerResponse response) {
        send(document, audience, request, response, () -> {});
    }

    /**
     * The same.
     *
     * @param whole run before an answer of the whole document, which it may refuse by a {@link Problem}
     */
    public void send(
            FeedDocument document, Audience audience, ServerRequest request, ServerResponse response, Runnable whole) {
        RenderedFeed feed = feeds.find(document).orElseThrow(Problem::notFound);
        ContentCoding coding = coding(request);
        response.header(HeaderNames.ETAG, feed.tag(coding));
        switch (audience) {
            case PUBLIC -> response.header(PUBLICLY).header(ANY_ORIGIN).header(HeaderNames.VARY, "Accept-Encoding");
            case PARTNER -> response.header(PRIVATELY).header(HeaderNames.VARY, "Accept-Encoding, Authorization");
        }
        feed.lastModified(clock.instant())
                .ifPresent(date -> response.header(HeaderNames.LAST_MODIFIED, HTTP_DATE.format(date)));
        if (unchanged(feed, coding, request)) {
            response.status(Status.NOT_MODIFIED_304).send();
            return;
        }
        whole.run();
        if (coding != ContentCoding.IDENTITY) {
            response.header(HeaderNames.CONTENT_ENCODING, coding.word());
        }
        Answers.send(request, response, document.format().contentType(), feed.bytes(coding));
    }

    /** Sends an archive page; {@link Problem} 404 where there is none of this name. */
    @SuppressWarnings("DoNotCallSuggester") // as long as no page is closed
    public void sendPage(String file, FeedKey feed, Audience audience, ServerRequest request, ServerResponse response) {
        throw Problem.notFound();
    }

    private boolean unchanged(RenderedFeed feed, ContentCoding coding, ServerRequest request) {
        return ConditionalGet.notModified(
                field(request, HeaderNames.IF_NONE_MATCH),
                field(request, HeaderNames.IF_MODIFIED_SINCE),
                feed.tag(coding),
                feed.lastModified(clock.instant()));
    }

    private static ContentCoding coding(ServerRequest request) {
        return ContentCoding.negotiate(
                field(request, HeaderNames.ACCEPT_ENCODING).orElse(""));
    }

    /** All values of a field, joined as one list. */
    private static Optional<String> field(ServerRequest request, HeaderName name) {
        return request.headers().contains(name)
                ? Optional.of(String.join(",", request.headers().get(name).allValues()))
                : Optional.empty();
    }
}
