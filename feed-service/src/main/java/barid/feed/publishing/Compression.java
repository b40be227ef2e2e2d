package barid.feed.publishing;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.encoder.Encoder;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;

/** Packs documents; equal content gives equal bytes. */
final class Compression {
    /**
     * Chosen by {@code benchmarks/run Publication}: the first that is smaller than gzip in Latin script, at less than half of
     * gzip's time. 6 saves another 3 to 4 per cent for a third more time, 9 another 10 to 15 for four to six times as much, and
     * 11 takes some sixty times as long.
     */
    private static final int BROTLI_QUALITY = 5;

    private Compression() {}

    /** @throws IllegalStateException where the coding's native part does not run */
    static void check() {
        Brotli4jLoader.ensureAvailability();
    }

    static byte[] pack(byte[] document, ContentCoding coding) {
        return switch (coding) {
            case IDENTITY -> document;
            case GZIP -> gzip(document);
            case BR -> brotli(document);
        };
    }

    /** The header that the JDK writes holds neither time nor name. */
    private static byte[] gzip(byte[] document) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(document.length / 3);
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(document);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static byte[] brotli(byte[] document) {
        Brotli4jLoader.ensureAvailability();
        try {
            return Encoder.compress(document, new Encoder.Parameters().setQuality(BROTLI_QUALITY));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
