package barid.newsletter.bounces;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Base64;

/** Undoes a transfer encoding (RFC 2045 section 6); what is cut off or damaged is decoded as far as it goes. */
final class TransferEncoding {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    private TransferEncoding() {}

    /** {@code encoding}: in lower case; any but two leaves the bytes as they are. */
    static byte[] decode(byte[] bytes, String encoding) {
        return switch (encoding) {
            case "base64" -> base64(bytes);
            case "quoted-printable" -> quotedPrintable(bytes);
            default -> bytes;
        };
    }

    private static byte[] base64(byte[] bytes) {
        byte[] letters = new byte[bytes.length];
        int count = 0;
        for (byte b : bytes) {
            if (ALPHABET.indexOf(b) >= 0) {
                letters[count++] = b;
            }
        }
        // One letter alone holds no byte.
        return Base64.getDecoder().decode(Arrays.copyOf(letters, count % 4 == 1 ? count - 1 : count));
    }

    private static byte[] quotedPrintable(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] != '=') {
                out.write(bytes[i]);
                continue;
            }
            int high = digit(bytes, i + 1);
            int low = digit(bytes, i + 2);
            if (high >= 0 && low >= 0) {
                out.write(high << 4 | low);
                i += 2;
            } else {
                i = softBreak(bytes, i);
            }
        }
        return out.toByteArray();
    }

    /** The end of the line if only that follows the sign. */
    private static int softBreak(byte[] bytes, int at) {
        int end = at + 1;
        while (end < bytes.length && (bytes[end] == ' ' || bytes[end] == '\r')) {
            end++;
        }
        return end < bytes.length && bytes[end] == '\n' ? end : at;
    }

    private static int digit(byte[] bytes, int at) {
        return at < bytes.length ? Character.digit(bytes[at], 16) : -1;
    }
}
