package barid.feed.publishing;

import barid.kit.http.Body;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** One state of a document, ready to be sent: its bytes in each coding, with their validators. */
public final class RenderedFeed {
    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final FeedTag tag;
    private final long closed;
    private final Assembled document;
    private final Map<ContentCoding, Body> packed = new EnumMap<>(ContentCoding.class);
    private final Map<ContentCoding, Header> tags = new EnumMap<>(ContentCoding.class);
    private final Optional<Instant> lastModified;
    private final Optional<Header> date;
    private final Header links;

    /** A document that has no Last-Modified yet. */
    static final class Draft {
        private final Assembled document;
        private final byte[] identity;
        private final String hash;

        Draft(Assembled document) {
            this.document = document;
            this.identity = document.bytes();
            this.hash = RenderedFeed.hash(identity);
        }

        String hash() {
            return hash;
        }
    }

    RenderedFeed(FeedState state, Draft draft, Optional<Instant> lastModified, List<FeedTexts.Related> links) {
        this.tag = new FeedTag(state.generation(), state.position(), draft.hash);
        this.closed = state.closed();
        this.document = draft.document;
        for (ContentCoding coding : ContentCoding.offered()) {
            if (coding != ContentCoding.IDENTITY) {
                packed.put(coding, Body.of(Compression.pack(draft.identity, coding)));
            }
            tags.put(coding, HeaderValues.createCached(HeaderNames.ETAG, tag.in(coding)));
        }
        this.lastModified = lastModified;
        this.date = lastModified.map(RenderedFeed::dated);
        this.links = linked(links);
    }

    static Header dated(Instant lastModified) {
        return HeaderValues.createCached(HeaderNames.LAST_MODIFIED, HTTP_DATE.format(lastModified));
    }

    /** The links as a header (RFC 8288). */
    static Header linked(List<FeedTexts.Related> links) {
        return HeaderValues.createCached(
                HeaderNames.LINK,
                links.stream()
                        .map(link -> "<" + link.url() + ">; rel=\"" + link.rel() + "\"")
                        .collect(Collectors.joining(", ")));
    }

    /** What tells this content from any other: 80 bits of its SHA-256. */
    static String hash(byte[] document) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(document);
            return HexFormat.of().formatHex(digest, 0, 10);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The generation of the database that it was made from. */
    public String generation() {
        return tag.generation();
    }

    /** The position of the last change that touched the feed. */
    public long position() {
        return tag.position();
    }

    /** The whole document. */
    public byte[] identity() {
        return document.bytes();
    }

    /** The document with only the news after a position, tombstones included; empty if there is none. */
    public Optional<byte[]> news(long since) {
        return document.pieces().stream().anyMatch(piece -> piece.news() && piece.position() > since)
                ? Optional.of(document.bytesOf(piece -> piece.news() && piece.position() > since))
                : Optional.empty();
    }

    /**
     * The document with only what stands after the state that {@code held} names; empty where that state is none of these, or
     * so old that some of what followed stands in archive pages.
     */
    Optional<byte[]> since(FeedTag held) {
        boolean known = held.generation().equals(tag.generation())
                && held.position() >= closed
                && held.position() < tag.position();
        return known ? Optional.of(document.bytesOf(piece -> piece.position() > held.position())) : Optional.empty();
    }

    /** Whether {@code held} is of a state that this one does not know of: a newer one, or one of another generation. */
    boolean lacks(FeedTag held) {
        return !held.generation().equals(tag.generation()) || held.position() > tag.position();
    }

    /** The whole document, packed; empty for identity, which few ask for and which is put together for each. */
    Optional<Body> packed(ContentCoding coding) {
        return Optional.ofNullable(packed.get(coding));
    }

    Header tag(ContentCoding coding) {
        return Objects.requireNonNull(tags.get(coding));
    }

    Header links() {
        return links;
    }

    /** Empty for a state that another replica had already left behind, and until the second that was given has come. */
    Optional<Instant> lastModified(Instant now) {
        return lastModified.filter(modified -> !modified.isAfter(now));
    }

    /** {@link #lastModified} as a header. */
    Optional<Header> date(Instant now) {
        return lastModified(now).flatMap(modified -> date);
    }
}
