package barid.newsletter.journal;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;

/**
 * Readers in a note: the first 12 bytes of the keyed hash of each address, one after the other in base64url. 96 bits tell a
 * hundred million readers apart, and 16 characters fill whole groups.
 */
final class ReaderNames {
    static final int BYTES = 12;
    private static final int CHARACTERS = 16;

    private ReaderNames() {}

    static String of(Collection<byte[]> keys) {
        ByteBuffer all = ByteBuffer.allocate(keys.size() * BYTES);
        keys.forEach(key -> all.put(Arrays.copyOf(key, BYTES)));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(all.array());
    }

    static int count(String names) {
        return names.length() / CHARACTERS;
    }

    /** Each in hexadecimal. */
    static List<String> each(String names) {
        byte[] all = Base64.getUrlDecoder().decode(names);
        List<String> each = new ArrayList<>();
        for (int from = 0; from < all.length; from += BYTES) {
            each.add(HexFormat.of().formatHex(all, from, from + BYTES));
        }
        return each;
    }
}
