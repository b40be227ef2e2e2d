package barid.newsletter.mail;

import jakarta.mail.internet.MimeUtility;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** Writes a message of two alternatives, text before HTML, in 7-bit lines. */
final class MimeWriter {
    /** Two digits for the day, so that every date has the same length. */
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss Z", Locale.ROOT);

    /** The longest line with an encoded word in it (RFC 2047 section 2). */
    private static final int ENCODED_LINE = 76;
    /** What may stand as it is in the encoding Q, also in a phrase before an address (RFC 2047 section 5). */
    private static final String UNENCODED = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!*+-/";

    private final List<Field> fields = new ArrayList<>();

    /** A date as header fields have it (RFC 5322 section 3.3). */
    static String date(Instant instant) {
        return DATE.format(instant.atOffset(ZoneOffset.UTC));
    }

    /** A field of ASCII, not folded: for identifiers and links, which folding would break. */
    MimeWriter header(String name, String value) {
        fields.add(new Field(name, List.of(PartEncoder.literal(value))));
        return this;
    }

    /** A field of words in any language, as RFC 2047 has it; characters are never split between words. */
    MimeWriter words(String name, String value) {
        return header(
                name, plain(value) ? MimeUtility.fold(name.length() + 2, value) : encoded(value, name.length() + 2));
    }

    /** A name and an address. */
    MimeWriter mailbox(String header, String name, String address) {
        String mailbox = "<" + address + ">";
        if (plain(name)) {
            String quoted = '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
            return header(header, MimeUtility.fold(header.length() + 2, quoted + " " + mailbox));
        }
        return header(header, encoded(name, header.length() + 2) + "\r\n " + mailbox);
    }

    private static boolean plain(String value) {
        return value.chars().allMatch(c -> c >= ' ' && c < 127) && !value.contains("=?");
    }

    /** A field whose value holds slots, between plain texts. */
    MimeWriter personal(String name, Object... parts) {
        List<Segment> value = new ArrayList<>();
        for (Object part : parts) {
            value.add(
                    part instanceof Slot slot
                            ? new Segment.Personal(slot, false)
                            : PartEncoder.literal(String.valueOf(part)));
        }
        fields.add(new Field(name, value));
        return this;
    }

    /** Encoded words, each of whole characters, that end before column 76; the first begins at {@code column}. */
    private static String encoded(String value, int column) {
        long foreign = value.chars().filter(c -> c >= 127).count();
        boolean base64 = foreign * 3 > value.length();
        StringBuilder words = new StringBuilder();
        int room = ENCODED_LINE - column;
        int from = 0;
        String word = "";
        for (int to = 0; to < value.length(); ) {
            int next = to + Character.charCount(value.codePointAt(to));
            String longer = encodedWord(value.substring(from, next), base64);
            if (longer.length() > room && to > from) {
                words.append(word).append("\r\n ");
                room = ENCODED_LINE - 1;
                from = to;
                longer = encodedWord(value.substring(from, next), base64);
            }
            word = longer;
            to = next;
        }
        return words.append(word).toString();
    }

    private static String encodedWord(String value, boolean base64) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        if (base64) {
            return "=?UTF-8?B?" + Base64.getEncoder().encodeToString(bytes) + "?=";
        }
        StringBuilder word = new StringBuilder("=?UTF-8?Q?");
        for (byte b : bytes) {
            if (b == ' ') {
                word.append('_');
            } else if (b > 0 && UNENCODED.indexOf(b) >= 0) {
                word.append((char) b);
            } else {
                word.append(String.format(Locale.ROOT, "=%02X", b));
            }
        }
        return word.append("?=").toString();
    }

    /** Ends the header with the two alternatives. */
    CompiledMail alternatives(String plain, String html) {
        // By content, so that the same content is the same bytes on every replica.
        String boundary = "=_" + digest(plain + '\0' + html);
        header("MIME-Version", "1.0");
        header("Content-Type", "multipart/alternative;\r\n boundary=\"" + boundary + "\"");
        List<Segment> body = new ArrayList<>();
        body.addAll(part(boundary, "text/plain", plain));
        body.addAll(part(boundary, "text/html", html));
        body.add(PartEncoder.literal("--" + boundary + "--\r\n"));
        return new CompiledMail(fields, body);
    }

    private static List<Segment> part(String boundary, String type, String content) {
        PartEncoder.Encoded encoded = PartEncoder.encode(content);
        List<Segment> part = new ArrayList<>();
        part.add(PartEncoder.literal("--" + boundary + "\r\nContent-Type: " + type
                + "; charset=UTF-8\r\nContent-Transfer-Encoding: " + encoded.transferEncoding() + "\r\n\r\n"));
        part.addAll(encoded.segments());
        part.add(PartEncoder.literal("\r\n"));
        return part;
    }

    private static String digest(String content) {
        byte[] hash = Hashing.sha256().digest(content.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(hash, 0, 12);
    }
}
