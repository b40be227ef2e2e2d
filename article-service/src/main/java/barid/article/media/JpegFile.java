package barid.article.media;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;

/**
 * A JPEG file (ITU-T T.81, T.871): tables, frame and scans are kept as they are, of the application segments only what
 * colours depend on. It ends at its end marker: cameras and telephones append second pictures and films to it, with
 * metadata of their own.
 */
final class JpegFile {
    /** Each scan makes a decoder pass over the whole picture; progressive encoders write about ten. */
    private static final int MAX_SCANS = 100;

    private static final int APP0 = 0xe0;
    private static final int APP1 = 0xe1;
    private static final int APP2 = 0xe2;
    private static final int APP14 = 0xee;
    private static final int SOS = 0xda;
    private static final int EOI = 0xd9;
    private static final int ICC_HEADER = 14;
    private static final int MAX_ICC_CHUNK = 0xffff - 2 - ICC_HEADER;

    private final ByteBuffer in;
    private final ByteArrayOutputStream body;
    private final TreeMap<Integer, byte[]> profileChunks = new TreeMap<>();
    private byte @Nullable [] jfif;
    private byte @Nullable [] adobe;
    private int orientation;
    private int width;
    private int height;
    private int scans;

    JpegFile(byte[] bytes) {
        in = ByteBuffer.wrap(bytes).position(2);
        body = new ByteArrayOutputStream(bytes.length);
    }

    PictureFile clean() throws BrokenPicture {
        for (int marker = marker(); marker != EOI; marker = marker()) {
            if (marker < 0xc0 || (marker >= 0xd0 && marker <= 0xd8)) {
                throw new BrokenPicture("has a marker where none may stand");
            }
            int length = (in.getShort() & 0xffff) - 2;
            if (length < 0) {
                throw new BrokenPicture("has a segment without a length");
            }
            ByteBuffer segment = in.slice(in.position(), length);
            in.position(in.position() + length);
            take(marker, segment);
        }
        if (scans == 0) {
            throw new BrokenPicture("holds no image");
        }
        byte[] profile = profile();
        return new PictureFile("image/jpeg", write(profile), width, height, Math.max(1, orientation), false, profile);
    }

    private int marker() throws BrokenPicture {
        if ((in.get() & 0xff) != 0xff) {
            throw new BrokenPicture("has no marker where one must stand");
        }
        int marker = in.get() & 0xff;
        while (marker == 0xff) {
            marker = in.get() & 0xff;
        }
        return marker;
    }

    private void take(int marker, ByteBuffer segment) throws BrokenPicture {
        switch (marker) {
            case APP0 -> {
                if (jfif == null && begins(segment, "JFIF\0") && segment.limit() >= 14) {
                    jfif = bytes(segment, 0, 14);
                    // no thumbnail
                    jfif[12] = 0;
                    jfif[13] = 0;
                }
            }
            case APP1 -> {
                if (orientation == 0 && begins(segment, "Exif\0\0")) {
                    orientation = ExifOrientation.read(segment.slice(6, segment.limit() - 6));
                }
            }
            case APP2 -> {
                if (begins(segment, "ICC_PROFILE\0") && segment.limit() > ICC_HEADER) {
                    profileChunks.putIfAbsent(
                            segment.get(12) & 0xff, bytes(segment, ICC_HEADER, segment.limit() - ICC_HEADER));
                }
            }
            case APP14 -> {
                if (adobe == null && begins(segment, "Adobe") && segment.limit() >= 12) {
                    adobe = bytes(segment, 0, 12);
                }
            }
            case SOS -> {
                keep(marker, segment);
                scan();
            }
            // tables (DHT, DQT, DRI, DAC)
            case 0xc4, 0xdb, 0xdd, 0xcc -> keep(marker, segment);
            case 0xc0, 0xc1, 0xc2, 0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf -> {
                if (width != 0) {
                    throw new BrokenPicture("holds more than one frame");
                }
                height = segment.getShort(1) & 0xffff;
                width = segment.getShort(3) & 0xffff;
                keep(marker, segment);
            }
            default -> {
                // comments and what other applications note for themselves
            }
        }
    }

    /** Entropy-coded data runs to the next marker that is neither a stuffed zero nor a restart. */
    private void scan() throws BrokenPicture {
        scans++;
        if (scans > MAX_SCANS) {
            throw new BrokenPicture("has more than " + MAX_SCANS + " scans");
        }
        byte[] bytes = in.array();
        int start = in.position();
        int at = start;
        while (!(bytes[at] == (byte) 0xff && endsScan(bytes[at + 1] & 0xff))) {
            at++;
        }
        body.write(bytes, start, at - start);
        in.position(at);
    }

    private static boolean endsScan(int next) {
        return next != 0 && !(next >= 0xd0 && next <= 0xd7) && next != 0xff;
    }

    private void keep(int marker, ByteBuffer segment) {
        write(body, marker, bytes(segment, 0, segment.limit()));
    }

    private byte @Nullable [] profile() {
        if (profileChunks.isEmpty()) {
            return null;
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        profileChunks.values().forEach(whole::writeBytes);
        return IccProfile.plain(whole.toByteArray()).orElse(null);
    }

    private byte[] write(byte @Nullable [] profile) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(body.size() + 64);
        out.writeBytes(new byte[] {(byte) 0xff, (byte) 0xd8});
        if (jfif != null) {
            write(out, APP0, jfif);
        }
        if (profile != null) {
            int chunks = (profile.length + MAX_ICC_CHUNK - 1) / MAX_ICC_CHUNK;
            for (int i = 0; i < chunks; i++) {
                int from = i * MAX_ICC_CHUNK;
                int length = Math.min(MAX_ICC_CHUNK, profile.length - from);
                write(
                        out,
                        APP2,
                        ByteBuffer.allocate(ICC_HEADER + length)
                                .put("ICC_PROFILE\0".getBytes(StandardCharsets.US_ASCII))
                                .put((byte) (i + 1))
                                .put((byte) chunks)
                                .put(profile, from, length)
                                .array());
            }
        }
        if (adobe != null) {
            write(out, APP14, adobe);
        }
        out.writeBytes(body.toByteArray());
        out.writeBytes(new byte[] {(byte) 0xff, (byte) EOI});
        return out.toByteArray();
    }

    private static void write(ByteArrayOutputStream out, int marker, byte[] segment) {
        int length = segment.length + 2;
        out.writeBytes(new byte[] {(byte) 0xff, (byte) marker, (byte) (length >>> 8), (byte) length});
        out.writeBytes(segment);
    }

    private static boolean begins(ByteBuffer segment, String name) {
        byte[] start = name.getBytes(StandardCharsets.US_ASCII);
        return segment.limit() >= start.length && segment.slice(0, start.length).equals(ByteBuffer.wrap(start));
    }

    private static byte[] bytes(ByteBuffer segment, int from, int length) {
        byte[] bytes = new byte[length];
        segment.get(from, bytes);
        return bytes;
    }
}
