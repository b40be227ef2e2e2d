package barid.article.importing;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a flat array of strings and numbers that PHP serialised, which is how Polylang keeps which texts belong together.
 * Whatever else PHP could make of such a text (objects above all) is not read.
 */
final class PhpArray {
    private static final int MOST = 1000;

    private final byte[] bytes;
    private int at;

    private PhpArray(String text) {
        // PHP counts the bytes of a string.
        this.bytes = text.getBytes(StandardCharsets.UTF_8);
    }

    /** Keys and values in their order; empty if it is nothing of the kind. */
    static Optional<Map<String, String>> read(String text) {
        try {
            return Optional.of(new PhpArray(text.strip()).array());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private Map<String, String> array() {
        expect("a:");
        int size = number(":");
        if (size < 0 || size > MOST) {
            throw new IllegalArgumentException();
        }
        expect("{");
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < size; i++) {
            values.put(value(), value());
        }
        expect("}");
        if (at != bytes.length) {
            throw new IllegalArgumentException();
        }
        return values;
    }

    private String value() {
        if (at + 2 > bytes.length) {
            throw new IllegalArgumentException();
        }
        byte type = bytes[at];
        at++;
        expect(":");
        return switch (type) {
            case 'i', 'b' -> Integer.toString(number(";"));
            case 's' -> string();
            default -> throw new IllegalArgumentException();
        };
    }

    private String string() {
        int length = number(":");
        expect("\"");
        if (length < 0 || length > bytes.length - at) {
            throw new IllegalArgumentException();
        }
        String value = new String(bytes, at, length, StandardCharsets.UTF_8);
        at += length;
        expect("\";");
        return value;
    }

    private int number(String end) {
        int start = at;
        while (at < bytes.length && (bytes[at] == '-' || (bytes[at] >= '0' && bytes[at] <= '9'))) {
            at++;
        }
        int value = Integer.parseInt(new String(bytes, start, at - start, StandardCharsets.US_ASCII));
        expect(end);
        return value;
    }

    private void expect(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (at >= bytes.length || bytes[at] != text.charAt(i)) {
                throw new IllegalArgumentException();
            }
            at++;
        }
    }
}
