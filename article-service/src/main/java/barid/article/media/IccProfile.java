package barid.article.media;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Colour profiles (ICC.1) without a word in them. The numbers stay, since colours would change without them; names, serial
 * numbers, dates and every other text, by which a profile tells of a screen or of its owner, are written anew.
 */
final class IccProfile {
    /** A printer's profile has about one; more is no profile but a hiding place. */
    static final int MAX_BYTES = 4 << 20;

    private static final int HEADER = 128;
    private static final int SIGNATURE = 0x61637370;
    private static final List<String> TAGS = List.of(
            "wtpt", "bkpt", "chad", "rXYZ", "gXYZ", "bXYZ", "rTRC", "gTRC", "bTRC", "kTRC", "A2B0", "A2B1", "A2B2",
            "B2A0", "B2A1", "B2A2", "gamt", "cicp");
    private static final Set<String> TYPES =
            Set.of("XYZ ", "curv", "para", "sf32", "mft1", "mft2", "mAB ", "mBA ", "cicp");
    private static final String TEXT = "colours";

    private IccProfile() {}

    /** The same colours and no text; empty if it cannot be read. Doing it twice equals once. */
    static Optional<byte[]> plain(byte[] profile) {
        if (profile.length < HEADER + 4 || profile.length > MAX_BYTES) {
            return Optional.empty();
        }
        try {
            ByteBuffer in = ByteBuffer.wrap(profile);
            return in.getInt(36) == SIGNATURE ? Optional.of(write(in, tags(in))) : Optional.empty();
        } catch (IndexOutOfBoundsException | NegativeArraySizeException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Map<String, byte[]> tags(ByteBuffer in) {
        Map<String, byte[]> given = new HashMap<>();
        int total = 0;
        int count = Math.min(in.getInt(HEADER), 200);
        for (int i = 0; i < count; i++) {
            int at = HEADER + 4 + 12 * i;
            String name = text(in, at);
            if (TAGS.contains(name)) {
                byte[] data = new byte[Math.min(in.getInt(at + 8), in.limit())];
                in.get(in.getInt(at + 4), data);
                total += data.length;
                if (total > MAX_BYTES) {
                    throw new IllegalArgumentException("tags overlap");
                }
                if (data.length >= 8 && TYPES.contains(text(ByteBuffer.wrap(data), 0))) {
                    given.put(name, data);
                }
            }
        }
        boolean version4 = in.get(8) >= 4;
        Map<String, byte[]> tags = new LinkedHashMap<>();
        tags.put("desc", version4 ? localised() : description());
        tags.put("cprt", version4 ? localised() : copyright());
        TAGS.stream().filter(given::containsKey).forEach(name -> tags.put(name, given.get(name)));
        return tags;
    }

    private static byte[] write(ByteBuffer in, Map<String, byte[]> tags) {
        ByteBuffer table = ByteBuffer.allocate(4 + 12 * tags.size()).putInt(tags.size());
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        // Channels often share one curve.
        Map<ByteBuffer, Integer> placed = new HashMap<>();
        tags.forEach((name, bytes) -> {
            Integer at = placed.get(ByteBuffer.wrap(bytes));
            if (at == null) {
                at = HEADER + table.capacity() + data.size();
                placed.put(ByteBuffer.wrap(bytes), at);
                data.writeBytes(bytes);
                data.writeBytes(new byte[(4 - bytes.length % 4) % 4]);
            }
            table.put(name.getBytes(StandardCharsets.ISO_8859_1)).putInt(at).putInt(bytes.length);
        });
        ByteBuffer out = ByteBuffer.allocate(HEADER + table.capacity() + data.size());
        out.putInt(0, out.capacity());
        // version, class, colour space, connection space
        out.put(8, in, 8, 16);
        // a date that is one
        out.putShort(24, (short) 2000).putShort(26, (short) 1).putShort(28, (short) 1);
        out.putInt(36, SIGNATURE);
        // rendering intent, illuminant
        out.put(64, in, 64, 16);
        out.put(HEADER, table.array());
        out.put(HEADER + table.capacity(), data.toByteArray());
        return out.array();
    }

    /** multiLocalizedUnicodeType, of version 4. */
    private static byte[] localised() {
        byte[] text = TEXT.getBytes(StandardCharsets.UTF_16BE);
        return ByteBuffer.allocate(28 + text.length)
                .put("mluc".getBytes(StandardCharsets.US_ASCII))
                .putInt(0)
                .putInt(1)
                .putInt(12)
                .put("enUS".getBytes(StandardCharsets.US_ASCII))
                .putInt(text.length)
                .putInt(28)
                .put(text)
                .array();
    }

    /** textDescriptionType, of version 2: ASCII, no Unicode, no ScriptCode. */
    private static byte[] description() {
        byte[] text = (TEXT + "\0").getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(12 + text.length + 8 + 70)
                .put("desc".getBytes(StandardCharsets.US_ASCII))
                .putInt(0)
                .putInt(text.length)
                .put(text)
                .array();
    }

    /** textType, of version 2. */
    private static byte[] copyright() {
        return ("text\0\0\0\0" + TEXT + "\0").getBytes(StandardCharsets.US_ASCII);
    }

    private static String text(ByteBuffer in, int at) {
        byte[] name = new byte[4];
        in.get(at, name);
        return new String(name, StandardCharsets.ISO_8859_1);
    }
}
