package barid.article.media;

import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Optional;

/** A picture's type and size, told by its bytes alone; nothing is decoded. */
record Picture(String type, int width, int height) {

    /** What kind of file these bytes begin; empty if it is none of those taken. */
    static Optional<String> sniff(byte[] bytes) {
        if (startsWith(bytes, 0, 0xff, 0xd8, 0xff)) {
            return Optional.of("image/jpeg");
        }
        if (startsWith(bytes, 0, 0x89, 'P', 'N', 'G', 0x0d, 0x0a, 0x1a, 0x0a)) {
            return Optional.of("image/png");
        }
        if (startsWith(bytes, 0, 'G', 'I', 'F', '8', '7', 'a') || startsWith(bytes, 0, 'G', 'I', 'F', '8', '9', 'a')) {
            return Optional.of("image/gif");
        }
        if (startsWith(bytes, 0, 'R', 'I', 'F', 'F') && startsWith(bytes, 8, 'W', 'E', 'B', 'P', 'V', 'P', '8')) {
            return Optional.of("image/webp");
        }
        return Optional.empty();
    }

    /** Reads the header; empty if it cannot be read. */
    static Optional<Picture> read(String type, byte[] bytes) {
        return type.equals("image/webp") ? readWebp(bytes) : readByImageIo(type, bytes);
    }

    private static Optional<Picture> readByImageIo(String type, byte[] bytes) {
        Iterator<ImageReader> readers = ImageIO.getImageReadersByMIMEType(type);
        ImageReader reader = readers.next();
        try (var in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
            reader.setInput(in, true, true);
            return sized(type, reader.getWidth(0), reader.getHeight(0));
        } catch (IOException | RuntimeException e) {
            // The readers answer broken files with exceptions of every kind.
            return Optional.empty();
        } finally {
            reader.dispose();
        }
    }

    /** RFC 9649: the first chunk is VP8X (extended), VP8L (lossless) or VP8 (lossy). */
    private static Optional<Picture> readWebp(byte[] bytes) {
        if (bytes.length < 30) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        return switch (new String(bytes, 12, 4, StandardCharsets.US_ASCII)) {
            case "VP8X" -> sized("image/webp", 1 + uint24(in, 24), 1 + uint24(in, 27));
            case "VP8L" -> {
                int bits = in.getInt(21);
                yield bytes[20] == 0x2f
                        ? sized("image/webp", 1 + (bits & 0x3fff), 1 + ((bits >>> 14) & 0x3fff))
                        : Optional.empty();
            }
            case "VP8 " ->
                startsWith(bytes, 23, 0x9d, 0x01, 0x2a)
                        ? sized("image/webp", in.getShort(26) & 0x3fff, in.getShort(28) & 0x3fff)
                        : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static Optional<Picture> sized(String type, int width, int height) {
        return width > 0 && height > 0 ? Optional.of(new Picture(type, width, height)) : Optional.empty();
    }

    private static int uint24(ByteBuffer in, int at) {
        return (in.getShort(at) & 0xffff) | ((in.get(at + 2) & 0xff) << 16);
    }

    private static boolean startsWith(byte[] bytes, int at, int... start) {
        if (bytes.length < at + start.length) {
            return false;
        }
        for (int i = 0; i < start.length; i++) {
            if ((bytes[at + i] & 0xff) != start[i]) {
                return false;
            }
        }
        return true;
    }
}
