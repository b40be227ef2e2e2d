package barid.feed.publishing;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.encoder.Encoder;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
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

    /** Packing is nearly all that a publication costs: 4 takes half of the usual 6's time, for a few per cent more bytes. */
    private static final int GZIP_LEVEL = 4;

    private Compression() {}

    /** Whether this machine has the coding: that of br is native, and packaged for the commonest platform alone. */
    static boolean has(ContentCoding coding) {
        return coding != ContentCoding.BR || Brotli4jLoader.isAvailable();
    }

    static byte[] pack(byte[] document, ContentCoding coding) {
        return switch (coding) {
            case IDENTITY -> document;
            case GZIP -> gzip(document);
            case BR -> brotli(document);
        };
    }

    private static byte[] gzip(byte[] document) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(document.length / 3);
        try (Gzip out = new Gzip(bytes)) {
            out.write(document);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** The header that the JDK writes holds neither time nor name. */
    private static final class Gzip extends GZIPOutputStream {
        Gzip(OutputStream out) throws IOException {
            super(out);
            def.setLevel(GZIP_LEVEL);
        }
    }

    private static byte[] brotli(byte[] document) {
        try {
            return Encoder.compress(document, new Encoder.Parameters().setQuality(BROTLI_QUALITY));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
