package barid.article.media;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** A GIF file (GIF89a): images, their control, and how often an animation repeats. */
final class GifFile {
    private static final int TRAILER = 0x3b;
    private static final int EXTENSION = 0x21;
    private static final int IMAGE = 0x2c;
    private static final int CONTROL = 0xf9;
    private static final int APPLICATION = 0xff;
    private static final Set<String> LOOPS = Set.of("NETSCAPE2.0", "ANIMEXTS1.0");

    private final ByteBuffer in;
    private final ByteArrayOutputStream out;
    private int frames;
    private int width;
    private int height;

    GifFile(byte[] bytes) {
        in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        out = new ByteArrayOutputStream(bytes.length);
    }

    PictureFile clean() throws BrokenPicture {
        copy(13);
        width = in.getShort(6) & 0xffff;
        height = in.getShort(8) & 0xffff;
        colours(in.get(10));
        for (int block = in.get() & 0xff; block != TRAILER; block = in.get() & 0xff) {
            switch (block) {
                case IMAGE -> image();
                case EXTENSION -> extension();
                default -> throw new BrokenPicture("has a block of no kind that is known");
            }
        }
        if (frames == 0) {
            throw new BrokenPicture("holds no image");
        }
        out.write(TRAILER);
        return new PictureFile("image/gif", out.toByteArray(), width, height, 1, frames > 1, null);
    }

    private void image() throws BrokenPicture {
        frames++;
        PictureFile.requireFrames(frames);
        out.write(IMAGE);
        int at = in.position();
        if (frames == 1) {
            // a first image that is larger than the screen widens it
            width = Math.max(width, (in.getShort(at) & 0xffff) + (in.getShort(at + 4) & 0xffff));
            height = Math.max(height, (in.getShort(at + 2) & 0xffff) + (in.getShort(at + 6) & 0xffff));
        } else if ((in.getShort(at) & 0xffff) + (in.getShort(at + 4) & 0xffff) > PictureFile.MAX_SIDE
                || (in.getShort(at + 2) & 0xffff) + (in.getShort(at + 6) & 0xffff) > PictureFile.MAX_SIDE) {
            throw new BrokenPicture("has a frame that is longer than " + PictureFile.MAX_SIDE + " pixels on one side");
        }
        byte flags = in.get(at + 8);
        copy(9);
        colours(flags);
        copy(1);
        subBlocks(true);
    }

    private void extension() {
        int label = in.get() & 0xff;
        int length = in.get(in.position()) & 0xff;
        boolean kept = label == CONTROL
                || (label == APPLICATION
                        && length == 11
                        && LOOPS.contains(new String(in.array(), in.position() + 1, 11, StandardCharsets.ISO_8859_1)));
        if (kept) {
            out.write(EXTENSION);
            out.write(label);
        }
        subBlocks(kept);
    }

    /** A table of colours, if the flags say that there is one. */
    private void colours(byte flags) {
        if ((flags & 0x80) != 0) {
            copy(3 << ((flags & 7) + 1));
        }
    }

    private void subBlocks(boolean kept) {
        int length;
        do {
            length = in.get(in.position()) & 0xff;
            if (kept) {
                copy(length + 1);
            } else {
                skip(length + 1);
            }
        } while (length > 0);
    }

    private void copy(int length) {
        int at = in.position();
        skip(length);
        out.write(in.array(), at, length);
    }

    private void skip(int length) {
        if (length > in.remaining()) {
            throw new IndexOutOfBoundsException();
        }
        in.position(in.position() + length);
    }
}
