package barid.article.media;

import org.jspecify.annotations.Nullable;

import java.nio.BufferUnderflowException;
import java.util.Optional;

/**
 * A picture's file without whatever tells of its maker: no Exif, XMP, IPTC, comments, thumbnails, trailers. Cleaning is
 * deterministic, and cleaning what is clean changes no byte.
 *
 * @param width as stored, as is {@code height}; an orientation above 4 swaps them
 * @param orientation by Exif, 1 to 8; the pixels themselves are as they were
 * @param profile the ICC profile, of which only the numbers were kept; null: sRGB
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
record PictureFile(
        String type,
        byte[] content,
        int width,
        int height,
        int orientation,
        boolean animated,
        byte @Nullable [] profile) {
    /** More pixels would take more memory than a small machine has. */
    static final long MAX_PIXELS = 50_000_000;

    /** What WebP can hold. */
    static final int MAX_SIDE = 16_383;

    /** Of an animation. */
    static final int MAX_FRAMES = 1_000;

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

    /** Cleans a file of a type that {@link #sniff} told; nothing is decoded. */
    static PictureFile clean(String type, byte[] bytes) throws BrokenPicture {
        PictureFile file;
        try {
            file = switch (type) {
                case "image/jpeg" -> new JpegFile(bytes).clean();
                case "image/png" -> new PngFile(bytes).clean();
                case "image/gif" -> new GifFile(bytes).clean();
                case "image/webp" -> new WebpFile(bytes).clean();
                default -> throw new IllegalArgumentException(type);
            };
        } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
            throw new BrokenPicture("is cut off");
        }
        file.requireSize();
        return file;
    }

    private void requireSize() throws BrokenPicture {
        if (width < 1 || height < 1) {
            throw new BrokenPicture("has no size");
        }
        if (width > MAX_SIDE || height > MAX_SIDE) {
            throw new BrokenPicture("is longer than " + MAX_SIDE + " pixels on one side");
        }
        if ((long) width * height > MAX_PIXELS) {
            throw new BrokenPicture("has more than " + MAX_PIXELS + " pixels");
        }
    }

    static void requireFrames(int frames) throws BrokenPicture {
        if (frames > MAX_FRAMES) {
            throw new BrokenPicture("is an animation of more than " + MAX_FRAMES + " frames");
        }
    }

    static boolean startsWith(byte[] bytes, int at, int... start) {
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
