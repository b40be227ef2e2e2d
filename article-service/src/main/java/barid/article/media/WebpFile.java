package barid.article.media;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A WebP file (RFC 9649): only the chunks that make the image, and the flags that tell of them. */
final class WebpFile {
    private static final int HEADER = 12;
    private static final int ICC = 0x20;
    private static final int ALPHA = 0x10;
    private static final int ANIMATION = 0x02;

    private final ByteBuffer in;
    private final ByteArrayOutputStream chunks;
    private byte @Nullable [] extended;
    private byte @Nullable [] profile;
    private int orientation = 1;
    private int width;
    private int height;
    private int frames;
    private boolean image;

    WebpFile(byte[] bytes) {
        in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        chunks = new ByteArrayOutputStream(bytes.length);
    }

    PictureFile clean() throws BrokenPicture {
        int end = in.getInt(4) + 8;
        if (end < HEADER || end > in.limit()) {
            throw new BrokenPicture("is cut off");
        }
        in.limit(end).position(HEADER);
        while (in.remaining() >= 8) {
            String type = type(in);
            take(type, data(in));
        }
        boolean animated = frames > 0;
        if (animated == image) {
            throw new BrokenPicture(image ? "is both an animation and not" : "holds no image");
        }
        return new PictureFile("image/webp", write(), width, height, orientation, frames > 1, profile);
    }

    /** Whether the image of a cleaned file is of the lossless kind. */
    static boolean lossless(byte[] clean) {
        ByteBuffer in = ByteBuffer.wrap(clean).order(ByteOrder.LITTLE_ENDIAN).position(HEADER);
        while (in.remaining() >= 8) {
            String type = type(in);
            if (type.equals("VP8L")) {
                return true;
            }
            data(in);
        }
        return false;
    }

    private void take(String type, ByteBuffer data) throws BrokenPicture {
        switch (type) {
            case "VP8X" -> {
                if (width != 0) {
                    throw new BrokenPicture("has its header twice");
                }
                extended = bytes(data.slice(0, 10));
                width = 1 + uint24(data, 4);
                height = 1 + uint24(data, 7);
            }
            case "ICCP" -> profile = IccProfile.plain(bytes(data)).orElse(null);
            case "EXIF" ->
                orientation = ExifOrientation.read(data.slice(exifStart(data), data.limit() - exifStart(data)));
            case "ALPH", "ANIM" -> write(chunks, type, data);
            case "VP8 ", "VP8L" -> {
                if (image) {
                    throw new BrokenPicture("holds two images");
                }
                image = true;
                size(type, data);
                write(chunks, type, data);
            }
            case "ANMF" -> frame(data);
            default -> {
                // XMP and whatever else a reader need not know
            }
        }
    }

    /** Some writers put the marker of a JPEG segment before the structure itself. */
    private static int exifStart(ByteBuffer data) {
        byte[] marker = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);
        boolean marked =
                data.limit() >= marker.length && data.slice(0, marker.length).equals(ByteBuffer.wrap(marker));
        return marked ? marker.length : 0;
    }

    private void frame(ByteBuffer data) throws BrokenPicture {
        frames++;
        PictureFile.requireFrames(frames);
        long right = 2L * uint24(data, 0) + 1 + uint24(data, 6);
        long bottom = 2L * uint24(data, 3) + 1 + uint24(data, 9);
        if (right > width || bottom > height) {
            throw new BrokenPicture("has a frame beyond its edge");
        }
        ByteArrayOutputStream frame = new ByteArrayOutputStream(data.limit());
        frame.writeBytes(bytes(data.slice(0, 16)));
        ByteBuffer parts = data.slice(16, data.limit() - 16).order(ByteOrder.LITTLE_ENDIAN);
        while (parts.remaining() >= 8) {
            String type = type(parts);
            ByteBuffer part = data(parts);
            if (type.equals("ALPH") || type.equals("VP8 ") || type.equals("VP8L")) {
                write(frame, type, part);
            }
        }
        write(chunks, "ANMF", ByteBuffer.wrap(frame.toByteArray()));
    }

    private void size(String type, ByteBuffer data) throws BrokenPicture {
        int imageWidth;
        int imageHeight;
        if (type.equals("VP8L")) {
            int bits = data.getInt(1);
            require(data.get(0) == 0x2f);
            imageWidth = 1 + (bits & 0x3fff);
            imageHeight = 1 + ((bits >>> 14) & 0x3fff);
        } else {
            require((data.getInt(3) & 0xffffff) == 0x2a019d);
            imageWidth = data.getShort(6) & 0x3fff;
            imageHeight = data.getShort(8) & 0x3fff;
        }
        if (extended == null) {
            width = imageWidth;
            height = imageHeight;
        }
        if (imageWidth != width || imageHeight != height) {
            throw new BrokenPicture("tells two sizes");
        }
    }

    private static void require(boolean startCode) throws BrokenPicture {
        if (!startCode) {
            throw new BrokenPicture("holds no image");
        }
    }

    private byte[] write() {
        ByteArrayOutputStream body = new ByteArrayOutputStream(chunks.size() + 64);
        if (extended != null) {
            byte[] header = extended.clone();
            header[0] = (byte) ((header[0] & ALPHA) | (frames == 0 ? 0 : ANIMATION) | (profile == null ? 0 : ICC));
            // reserved
            Arrays.fill(header, 1, 4, (byte) 0);
            write(body, "VP8X", ByteBuffer.wrap(header));
            if (profile != null) {
                write(body, "ICCP", ByteBuffer.wrap(profile));
            }
        }
        body.writeBytes(chunks.toByteArray());
        ByteBuffer file = ByteBuffer.allocate(HEADER + body.size()).order(ByteOrder.LITTLE_ENDIAN);
        file.put("RIFF".getBytes(StandardCharsets.US_ASCII))
                .putInt(4 + body.size())
                .put("WEBP".getBytes(StandardCharsets.US_ASCII))
                .put(body.toByteArray());
        return file.array();
    }

    private static String type(ByteBuffer in) {
        byte[] name = new byte[4];
        in.get(name);
        return new String(name, StandardCharsets.ISO_8859_1);
    }

    /** The chunk's content; the byte that pads an odd one is passed over. */
    private static ByteBuffer data(ByteBuffer in) {
        int length = in.getInt();
        ByteBuffer data = in.slice(in.position(), length).order(ByteOrder.LITTLE_ENDIAN);
        in.position(Math.min(in.limit(), in.position() + length + (length & 1)));
        return data;
    }

    private static void write(ByteArrayOutputStream out, String type, ByteBuffer data) {
        out.writeBytes(type.getBytes(StandardCharsets.ISO_8859_1));
        out.writeBytes(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(data.limit())
                .array());
        out.writeBytes(bytes(data));
        if ((data.limit() & 1) == 1) {
            out.write(0);
        }
    }

    private static byte[] bytes(ByteBuffer data) {
        byte[] bytes = new byte[data.limit()];
        data.get(0, bytes);
        return bytes;
    }

    private static int uint24(ByteBuffer in, int at) {
        return (in.get(at) & 0xff) | (in.get(at + 1) & 0xff) << 8 | (in.get(at + 2) & 0xff) << 16;
    }
}
