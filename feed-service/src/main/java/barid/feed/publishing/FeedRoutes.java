package barid.feed.publishing;

import barid.feed.entries.FeedKey;
import barid.kit.http.Answers;
import barid.kit.http.Endpoint;
import barid.kit.http.Problem;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpFeature;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** Serves the documents from memory: compares validators, copies bytes. */
public final class FeedRoutes implements HttpFeature {
    static final Duration MAX_AGE = Duration.ofMinutes(5);

    private static final Header CACHE_CONTROL = HeaderValues.create(
            HeaderNames.CACHE_CONTROL, "public, max-age=" + MAX_AGE.toSeconds() + ", stale-while-revalidate=60");
    private static final Header VARY = HeaderValues.create(HeaderNames.VARY, "Accept-Encoding");
    private static final Header ANY_ORIGIN = HeaderValues.create(HeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final FeedCache feeds;
    private final InstantSource clock;

    public FeedRoutes(FeedCache feeds, InstantSource clock) {
        this.feeds = feeds;
        this.clock = clock;
    }

    @Override
    public void setup(HttpRouting.Builder routing) {
        for (FeedFormat format : FeedFormat.values()) {
            Endpoint.at("/feeds/{language}/articles." + format.extension())
                    .get((request, response) -> {
                        FeedKey feed =
                                FeedKey.articles(request.path().pathParameters().get("language"));
                        send(new FeedDocument(feed, format), request, response);
                    })
                    .register(routing);
        }
        Endpoint.at("/feeds/{language}/topics/{file}").get(this::topic).register(routing);
    }

    private void topic(ServerRequest request, ServerResponse response) {
        String language = request.path().pathParameters().get("language");
        String file = request.path().pathParameters().get("file");
        int dot = file.lastIndexOf('.');
        FeedFormat format = FeedFormat.of(file.substring(dot + 1)).orElseThrow(Problem::notFound);
        String slug = file.substring(0, Math.max(dot, 0));
        String standing = feeds.standing(slug);
        FeedDocument document = new FeedDocument(FeedKey.topic(language, standing), format);
        if (standing.equals(slug)) {
            send(document, request, response);
            return;
        }
        if (feeds.find(document).isEmpty()) {
            throw Problem.notFound();
        }
        response.status(Status.MOVED_PERMANENTLY_301)
                .header(CACHE_CONTROL)
                .header(ANY_ORIGIN)
                .header(HeaderNames.LOCATION, document.path())
                .send();
    }

    private void send(FeedDocument document, ServerRequest request, ServerResponse response) {
        RenderedFeed feed = feeds.find(document).orElseThrow(Problem::notFound);
        ContentCoding coding = ContentCoding.negotiate(
                field(request, HeaderNames.ACCEPT_ENCODING).orElse(""));
        Optional<Instant> lastModified = feed.lastModified(clock.instant());
        String tag = feed.tag(coding);
        response.header(HeaderNames.ETAG, tag)
                .header(CACHE_CONTROL)
                .header(VARY)
                .header(ANY_ORIGIN);
        lastModified.ifPresent(date -> response.header(HeaderNames.LAST_MODIFIED, HTTP_DATE.format(date)));
        if (ConditionalGet.notModified(
                field(request, HeaderNames.IF_NONE_MATCH),
                field(request, HeaderNames.IF_MODIFIED_SINCE),
                tag,
                lastModified)) {
            response.status(Status.NOT_MODIFIED_304).send();
            return;
        }
        if (coding != ContentCoding.IDENTITY) {
            response.header(HeaderNames.CONTENT_ENCODING, coding.word());
        }
        Answers.send(request, response, document.format().contentType(), feed.bytes(coding));
    }

    /** All values of a field, joined as one list. */
    private static Optional<String> field(ServerRequest request, HeaderName name) {
        return request.headers().contains(name)
                ? Optional.of(String.join(",", request.headers().get(name).allValues()))
                : Optional.empty();
    }
}
