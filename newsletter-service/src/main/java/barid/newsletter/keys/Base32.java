package barid.newsletter.keys;

import java.util.Optional;

/** RFC 4648 section 6 in lower case and without padding: safe in local parts, URLs and header fields of any case. */
final class Base32 {
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";

    private Base32() {}

    static String encode(byte[] bytes) {
        StringBuilder text = new StringBuilder((bytes.length * 8 + 4) / 5);
        int buffer = 0;
        int bits = 0;
        for (byte b : bytes) {
            buffer = (buffer << 8) | (b & 0xff);
            bits += 8;
            while (bits >= 5) {
                bits -= 5;
                text.append(ALPHABET.charAt((buffer >> bits) & 31));
            }
        }
        if (bits > 0) {
            text.append(ALPHABET.charAt((buffer << (5 - bits)) & 31));
        }
        return text.toString();
    }

    /** Empty unless {@code text} is what {@link #encode} writes for exactly {@code length} bytes. */
    static Optional<byte[]> decode(String text, int length) {
        byte[] bytes = new byte[length];
        int buffer = 0;
        int bits = 0;
        int at = 0;
        for (int i = 0; i < text.length(); i++) {
            int value = ALPHABET.indexOf(text.charAt(i));
            if (value < 0) {
                return Optional.empty();
            }
            buffer = (buffer << 5) | value;
            bits += 5;
            if (bits >= 8 && at < length) {
                bits -= 8;
                bytes[at++] = (byte) (buffer >> bits);
            }
        }
        return at == length && encode(bytes).equals(text) ? Optional.of(bytes) : Optional.empty();
    }
}
