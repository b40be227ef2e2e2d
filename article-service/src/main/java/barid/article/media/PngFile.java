package barid.article.media;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** A PNG or APNG file (W3C PNG, third edition): only the chunks that make the image. */
final class PngFile {
    private static final int SIGNATURE = 8;
    private static final Set<String> KEPT = Set.of(
            "IHDR", "PLTE", "IDAT", "IEND", "tRNS", "cHRM", "gAMA", "sBIT", "sRGB", "cICP", "pHYs", "acTL", "fcTL",
            "fdAT");
    private static final byte[] PROFILE_NAME = "icc\0\0".getBytes(StandardCharsets.US_ASCII);

    private final ByteBuffer in;
    private final ByteArrayOutputStream out;
    private byte @Nullable [] profile;
    private int orientation = 1;
    private int width;
    private int height;
    private int frames;
    private boolean image;

    PngFile(byte[] bytes) {
        in = ByteBuffer.wrap(bytes).position(SIGNATURE);
        out = new ByteArrayOutputStream(bytes.length);
        out.write(bytes, 0, SIGNATURE);
    }

    PictureFile clean() throws BrokenPicture {
        String type;
        do {
            int length = in.getInt();
            if (length < 0) {
                throw new BrokenPicture("has a chunk without a length");
            }
            byte[] name = new byte[4];
            in.get(name);
            type = new String(name, StandardCharsets.ISO_8859_1);
            ByteBuffer data = in.slice(in.position(), length);
            in.position(in.position() + length);
            int crc = in.getInt();
            take(type, data, crc);
        } while (!type.equals("IEND"));
        if (!image) {
            throw new BrokenPicture("holds no image");
        }
        return new PictureFile("image/png", out.toByteArray(), width, height, orientation, frames > 1, profile);
    }

    private void take(String type, ByteBuffer data, int crc) throws BrokenPicture {
        if ((width == 0) != type.equals("IHDR")) {
            throw new BrokenPicture("does not begin with one header");
        }
        switch (type) {
            case "IHDR" -> {
                width = data.getInt(0);
                height = data.getInt(4);
            }
            case "IDAT" -> image = true;
            case "acTL" -> {
                frames = data.getInt(0);
                PictureFile.requireFrames(frames);
            }
            case "eXIf" -> orientation = ExifOrientation.read(data);
            case "iCCP" -> profile(data, crc);
            default -> {
                // kept or dropped below
            }
        }
        if (KEPT.contains(type)) {
            write(type, bytes(data), crc);
        }
    }

    private void profile(ByteBuffer data, int crc) throws BrokenPicture {
        if (profile != null) {
            throw new BrokenPicture("has two colour profiles");
        }
        byte[] chunk = bytes(data);
        byte[] given = inflate(chunk);
        profile = given == null ? null : IccProfile.plain(given).orElse(null);
        if (profile == null) {
            return;
        }
        boolean clean = Arrays.equals(profile, given)
                && Arrays.equals(chunk, 0, PROFILE_NAME.length, PROFILE_NAME, 0, PROFILE_NAME.length);
        if (clean) {
            // Another machine's compressor may write other bytes for the same: what is clean stays as it is.
            write("iCCP", chunk, crc);
        } else {
            byte[] written = deflate(profile);
            write("iCCP", written, crc("iCCP", written));
        }
    }

    private static byte @Nullable [] inflate(byte[] chunk) {
        int name = 0;
        while (name < chunk.length && chunk[name] != 0) {
            name++;
        }
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(chunk, name + 2, Math.max(0, chunk.length - name - 2));
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            byte[] buffer = new byte[8192];
            int length = 1;
            while (length > 0 && bytes.size() <= IccProfile.MAX_BYTES) {
                length = inflater.inflate(buffer);
                bytes.write(buffer, 0, length);
            }
            return inflater.finished() ? bytes.toByteArray() : null;
        } catch (DataFormatException | IndexOutOfBoundsException e) {
            return null;
        } finally {
            inflater.end();
        }
    }

    private static byte[] deflate(byte[] profile) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
        try {
            deflater.setInput(profile);
            deflater.finish();
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            bytes.writeBytes(PROFILE_NAME);
            byte[] buffer = new byte[8192];
            while (!deflater.finished()) {
                bytes.write(buffer, 0, deflater.deflate(buffer));
            }
            return bytes.toByteArray();
        } finally {
            deflater.end();
        }
    }

    private void write(String type, byte[] data, int crc) {
        out.writeBytes(ByteBuffer.allocate(8)
                .putInt(data.length)
                .put(type.getBytes(StandardCharsets.ISO_8859_1))
                .array());
        out.writeBytes(data);
        out.writeBytes(ByteBuffer.allocate(4).putInt(crc).array());
    }

    private static int crc(String type, byte[] data) {
        CRC32 crc = new CRC32();
        crc.update(type.getBytes(StandardCharsets.ISO_8859_1));
        crc.update(data);
        return (int) crc.getValue();
    }

    private static byte[] bytes(ByteBuffer data) {
        byte[] bytes = new byte[data.limit()];
        data.get(0, bytes);
        return bytes;
    }
}
