package barid.feed.publishing;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.encoder.Encoder;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;

/** Packs documents; equal content gives equal bytes. */
final class Compression {
    /** Above it a document takes many times as long, for a few per cent less: see {@code benchmarks/run Publication}. */
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
