package barid.feed.publishing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/** One state of a document, ready to be sent: its bytes in each coding, with their validators. */
public final class RenderedFeed {
    private final byte[] identity;
    private final byte[] gzip;
    private final String tagStem;
    private final Optional<Instant> lastModified;

    private RenderedFeed(byte[] identity, byte[] gzip, String tagStem, Optional<Instant> lastModified) {
        this.identity = identity;
        this.gzip = gzip;
        this.tagStem = tagStem;
        this.lastModified = lastModified;
    }

    /** {@code hash} is {@link #hash} of {@code document}. */
    static RenderedFeed of(FeedState state, byte[] document, String hash, Optional<Instant> lastModified) {
        return new RenderedFeed(
                document, gzip(document), state.generation() + "." + state.position() + "." + hash, lastModified);
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

    /** The header that the JDK writes holds neither time nor name, so equal content gives equal bytes. */
    private static byte[] gzip(byte[] document) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(document.length / 3);
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(document);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    byte[] bytes(ContentCoding coding) {
        return switch (coding) {
            case IDENTITY -> identity;
            case GZIP -> gzip;
        };
    }

    /** The strong tag, quotes included: each coding is a representation of its own. */
    String tag(ContentCoding coding) {
        return "\"" + tagStem + "-" + coding.word() + "\"";
    }

    /** Empty for a state that another replica had already left behind, and until the second that was given has come. */
    Optional<Instant> lastModified(Instant now) {
        return lastModified.filter(modified -> !modified.isAfter(now));
    }
}
