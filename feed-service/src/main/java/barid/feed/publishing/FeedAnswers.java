package barid.feed.publishing;

import barid.feed.entries.FeedKey;
import barid.kit.http.Answers;
import barid.kit.http.Body;
import barid.kit.http.Problem;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/** Answers for documents: compares validators (RFC 9110 section 13), chooses a coding or a delta, copies bytes. */
public final class FeedAnswers {
    /** The answer holds only what is newer than what the client has (RFC 3229 section 10.4.1). */
    private static final Status IM_USED_226 = Status.create(226, "IM Used");

    private static final HeaderName A_IM = HeaderNames.create("A-IM");
    private static final Header IM_FEED = HeaderValues.createCached("IM", "feed");
    private static final Header DELTA_VARY = HeaderValues.createCached(HeaderNames.VARY, "A-IM, Accept-Encoding");
    private static final Header NO_STORE = HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "no-store");
    private static final Header ANY_ORIGIN = HeaderValues.createCached(HeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    private static final Header EXPOSED =
            HeaderValues.createCached(HeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS, "ETag, Last-Modified, Link");
    private static final Pattern FEED_DELTA = Pattern.compile("(?:^|,)\\s*feed\\s*(?:;[^,]*)?(?:,|$)");

    private static final Map<Audience, Header> CACHE_CONTROL = new EnumMap<>(Audience.class);
    private static final Map<Audience, Header> VARY = new EnumMap<>(Audience.class);
    private static final Map<ContentCoding, Header> CONTENT_ENCODING = new EnumMap<>(ContentCoding.class);
    private static final Map<FeedFormat, Header> CONTENT_TYPE = new EnumMap<>(FeedFormat.class);

    static {
        for (ContentCoding coding : ContentCoding.values()) {
            CONTENT_ENCODING.put(coding, HeaderValues.createCached(HeaderNames.CONTENT_ENCODING, coding.word()));
        }
        for (FeedFormat format : FeedFormat.values()) {
            CONTENT_TYPE.put(format, HeaderValues.createCached(HeaderNames.CONTENT_TYPE, format.contentType()));
        }
        for (Audience audience : Audience.values()) {
            CACHE_CONTROL.put(audience, HeaderValues.createCached(HeaderNames.CACHE_CONTROL, audience.cacheControl()));
            VARY.put(audience, HeaderValues.createCached(HeaderNames.VARY, audience.vary()));
        }
    }

    private final FeedCache feeds;
    private final Archive archive;
    private final InstantSource clock;
    private final Codings codings = new Codings();

    public FeedAnswers(FeedCache feeds, Archive archive, InstantSource clock) {
        this.feeds = feeds;
        this.archive = archive;
        this.clock = clock;
    }

    /** Sends a subscription document: 200, 226 or 304; {@link Problem} 404 where there is none. */
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
        Optional<String> held = field(request, HeaderNames.IF_NONE_MATCH);
        ContentCoding coding = coding(request);
        RenderedFeed feed = feeds.find(document).orElseThrow(Problem::notFound);
        // Nearly every reader holds one tag, the newest: then there is nothing to take apart.
        List<FeedTag> tags =
                held.isEmpty() || held.get().equals(feed.tag(coding).get()) ? List.of() : FeedTag.in(held.get());
        if (tags.stream().anyMatch(feed::lacks)) {
            feed = feeds.findNewest(document).orElseThrow(Problem::notFound);
        }
        Instant now = clock.instant();
        response.header(feed.tag(coding))
                .header(CACHE_CONTROL.get(audience))
                .header(VARY.get(audience))
                .header(feed.links());
        open(audience, response);
        feed.date(now).ifPresent(response::header);
        if (isHeld(request, held, feed.tag(coding).get(), feed.lastModified(now))) {
            response.status(Status.NOT_MODIFIED_304).send();
            return;
        }
        Optional<byte[]> delta = delta(document, feed, tags, request);
        if (delta.isPresent()) {
            response.status(IM_USED_226).header(IM_FEED).header(NO_STORE).header(DELTA_VARY);
            pack(coding, document.format(), Compression.pack(delta.get(), coding), request, response);
            return;
        }
        whole.run();
        Optional<Body> packed = feed.packed(coding);
        if (packed.isPresent()) {
            response.header(CONTENT_ENCODING.get(coding));
            Answers.send(request, response, type(document.format()), packed.get());
        } else {
            pack(coding, document.format(), feed.identity(), request, response);
        }
    }

    /** Sends an archive page; {@link Problem} 404 where there is none of this name. */
    public void sendPage(String file, FeedKey feed, Audience audience, ServerRequest request, ServerResponse response) {
        String extension = "." + FeedFormat.ATOM.extension();
        Archive.Document page = Optional.of(file)
                .filter(name -> name.endsWith(extension) && name.length() <= 120)
                .flatMap(name -> archive.find(feed, name.substring(0, name.length() - extension.length())))
                .orElseThrow(Problem::notFound);
        Instant now = clock.instant();
        ContentCoding coding = coding(request);
        String tag = "\"" + page.hash() + "-" + coding.word() + "\"";
        Optional<Instant> lastModified = page.lastModified().filter(date -> !date.isAfter(now));
        response.header(HeaderNames.ETAG, tag)
                .header(CACHE_CONTROL.get(audience))
                .header(VARY.get(audience))
                .header(RenderedFeed.linked(page.links()));
        open(audience, response);
        lastModified.map(RenderedFeed::dated).ifPresent(response::header);
        if (isHeld(request, field(request, HeaderNames.IF_NONE_MATCH), tag, lastModified)) {
            response.status(Status.NOT_MODIFIED_304).send();
            return;
        }
        pack(coding, FeedFormat.ATOM, page.in(coding), request, response);
    }

    private static void open(Audience audience, ServerResponse response) {
        if (audience == Audience.PUBLIC) {
            response.header(ANY_ORIGIN).header(EXPOSED);
        }
    }

    private static boolean isHeld(
            ServerRequest request, Optional<String> ifNoneMatch, String tag, Optional<Instant> lastModified) {
        return ConditionalGet.notModified(
                ifNoneMatch, field(request, HeaderNames.IF_MODIFIED_SINCE), tag, lastModified);
    }

    /** Atom alone has tombstones, so only there does a part tell all that changed. */
    private static Optional<byte[]> delta(
            FeedDocument document, RenderedFeed feed, List<FeedTag> held, ServerRequest request) {
        if (held.isEmpty() || document.format() != FeedFormat.ATOM) {
            return Optional.empty();
        }
        return field(request, A_IM)
                .filter(asked ->
                        FEED_DELTA.matcher(asked.toLowerCase(Locale.ROOT)).find())
                .flatMap(asked -> held.stream()
                        .map(feed::since)
                        .flatMap(Optional::stream)
                        .min((a, b) -> Integer.compare(a.length, b.length)));
    }

    private static void pack(
            ContentCoding coding, FeedFormat format, byte[] bytes, ServerRequest request, ServerResponse response) {
        if (coding != ContentCoding.IDENTITY) {
            response.header(CONTENT_ENCODING.get(coding));
        }
        Answers.send(request, response, type(format), bytes);
    }

    private static Header type(FeedFormat format) {
        return Objects.requireNonNull(CONTENT_TYPE.get(format));
    }

    private ContentCoding coding(ServerRequest request) {
        return codings.of(field(request, HeaderNames.ACCEPT_ENCODING).orElse(""));
    }

    /** All values of a field, joined as one list. */
    private static Optional<String> field(ServerRequest request, HeaderName name) {
        if (!request.headers().contains(name)) {
            return Optional.empty();
        }
        Header field = request.headers().get(name);
        return Optional.of(field.valueCount() == 1 ? field.get() : String.join(",", field.allValues()));
    }
}
