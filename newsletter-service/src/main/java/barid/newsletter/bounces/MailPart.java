package barid.newsletter.bounces;

import jakarta.mail.internet.MimeUtility;
import org.jsoup.Jsoup;

import java.io.UnsupportedEncodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A mail, or a part of one (RFC 2045, 2046), read as far as it can be: what is damaged is taken for what it most likely was,
 * and nothing is thrown. Angus reads well-formed mails, and throws at many that arrive; only its decoding of words is used.
 */
final class MailPart {
    /** A field of a header, unfolded, its encoded words not yet decoded. */
    private record Field(String name, String value) {}

    private static final int DEEPEST = 10;
    private static final int MOST_PARTS = 200;
    private static final int MOST_FIELDS = 500;
    private static final int MOST_TEXT = 200_000;

    private static final Pattern FIELD = Pattern.compile("([!-9;-~]{1,80})[ \t]*:(.*)", Pattern.DOTALL);
    private static final Pattern PARAMETER = Pattern.compile(
            ";\\s*(boundary|charset|report-type)\\s*=\\s*(?:\"([^\"]*)\"|([^;\\s]+))", Pattern.CASE_INSENSITIVE);

    private final List<Field> fields;
    private final byte[] body;
    private final List<MailPart> parts;

    private MailPart(List<Field> fields, byte[] body, List<MailPart> parts) {
        this.fields = fields;
        this.body = body;
        this.parts = parts;
    }

    static MailPart parse(byte[] raw) {
        return parse(raw, 0, raw.length, 0, new int[] {MOST_PARTS});
    }

    private static MailPart parse(byte[] raw, int from, int to, int depth, int[] left) {
        List<Field> fields = new ArrayList<>();
        int start = readHeader(raw, from, to, fields);
        MailPart bare = new MailPart(fields, Arrays.copyOfRange(raw, start, to), List.of());
        left[0]--;
        return depth < DEEPEST ? new MailPart(fields, bare.body, bare.children(depth, left)) : bare;
    }

    private List<MailPart> children(int depth, int[] left) {
        String type = type();
        if (type.startsWith("multipart/")) {
            return split(boundary(), depth, left);
        }
        boolean holdsMail = type.equals("message/rfc822")
                || type.equals("message/global")
                || type.equals("text/rfc822-headers")
                || type.equals("message/rfc822-headers")
                || type.equals("message/global-headers");
        if (holdsMail && left[0] > 0) {
            byte[] mail = decoded();
            return List.of(parse(mail, 0, mail.length, depth + 1, left));
        }
        return List.of();
    }

    /** Returns where the body starts. A line that is no field ends a header whose empty line was lost. */
    private static int readHeader(byte[] raw, int from, int to, List<Field> fields) {
        int at = from;
        StringBuilder open = new StringBuilder();
        while (at < to) {
            int end = lineEnd(raw, at, to);
            String line = text(raw, at, end);
            boolean continued = line.startsWith(" ") || line.startsWith("\t");
            if (line.isBlank() && !continued) {
                if (open.isEmpty() && fields.isEmpty() && at == from) {
                    at = next(end, to);
                    from = at;
                    continue;
                }
                at = next(end, to);
                break;
            }
            if (continued && !open.isEmpty()) {
                open.append(' ').append(line.strip());
            } else if (FIELD.matcher(line).matches()) {
                add(fields, open);
                open.append(line);
            } else if (!(at == from && line.startsWith("From ")) && !line.isBlank()) {
                break;
            }
            at = next(end, to);
        }
        add(fields, open);
        return at;
    }

    private static void add(List<Field> fields, StringBuilder open) {
        Matcher matcher = FIELD.matcher(open);
        if (matcher.matches() && fields.size() < MOST_FIELDS) {
            fields.add(new Field(
                    matcher.group(1).toLowerCase(Locale.ROOT), matcher.group(2).strip()));
        }
        open.setLength(0);
    }

    /** Without a closing delimiter the last part ends with the mail. */
    private List<MailPart> split(String boundary, int depth, int[] left) {
        List<MailPart> found = new ArrayList<>();
        int start = -1;
        for (int at = 0; at < body.length && left[0] > 0; ) {
            int end = lineEnd(body, at, body.length);
            if (end - at >= boundary.length() && body[at] == '-') {
                String line = text(body, at, end).stripTrailing();
                if (line.equals(boundary) || line.equals(boundary + "--")) {
                    if (start >= 0) {
                        found.add(parse(body, start, at, depth + 1, left));
                    }
                    start = line.equals(boundary) ? next(end, body.length) : -1;
                }
            }
            at = next(end, body.length);
        }
        if (start >= 0 && start < body.length && left[0] > 0) {
            found.add(parse(body, start, body.length, depth + 1, left));
        }
        return List.copyOf(found);
    }

    /** The delimiter of the parts; if the header does not tell it, the first line that looks like one. */
    private String boundary() {
        return parameter("boundary")
                .map(value -> "--" + value)
                .orElseGet(() -> raw().lines()
                        .filter(line -> line.matches("--[^ ]{5,70}\\s*"))
                        .findFirst()
                        .map(String::stripTrailing)
                        .orElse("--"));
    }

    private static int lineEnd(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && bytes[at] != '\n') {
            at++;
        }
        return at;
    }

    private static int next(int lineEnd, int to) {
        return Math.min(lineEnd + 1, to);
    }

    private static String text(byte[] bytes, int from, int to) {
        int end = to > from && bytes[to - 1] == '\r' ? to - 1 : to;
        return CharsetGuess.text(Arrays.copyOfRange(bytes, from, end), Optional.empty());
    }

    private String raw() {
        return new String(body, StandardCharsets.ISO_8859_1);
    }

    /** In lower case, {@code text/plain} if it does not say. */
    String type() {
        String value = field("content-type").orElse("");
        int end = value.indexOf(';');
        String type = (end < 0 ? value : value.substring(0, end)).strip().toLowerCase(Locale.ROOT);
        return type.contains("/") ? type : "text/plain";
    }

    /** A parameter of the content type. */
    Optional<String> parameter(String name) {
        Matcher matcher = PARAMETER.matcher(field("content-type").orElse(""));
        while (matcher.find()) {
            if (matcher.group(1).equalsIgnoreCase(name)) {
                return Optional.ofNullable(matcher.group(2) == null ? matcher.group(3) : matcher.group(2));
            }
        }
        return Optional.empty();
    }

    /** The first field of that name (in lower case), its words decoded. */
    Optional<String> field(String name) {
        return fields(name).findFirst();
    }

    Stream<String> fields(String name) {
        return fields.stream()
                .filter(field -> field.name().equals(name))
                .map(Field::value)
                .map(MailPart::decodedWords);
    }

    /** The whole header, a field a line. */
    Stream<String> header() {
        return fields.stream().map(field -> field.name() + ": " + field.value());
    }

    private static String decodedWords(String value) {
        try {
            return value.contains("=?") ? MimeUtility.decodeText(value) : value;
        } catch (UnsupportedEncodingException e) {
            return value;
        }
    }

    List<MailPart> parts() {
        return parts;
    }

    /** This part and all within it. */
    Stream<MailPart> all() {
        return Stream.concat(Stream.of(this), parts.stream().flatMap(MailPart::all));
    }

    /** The text, with the tags of HTML taken away; empty for what is no text. */
    String text() {
        String type = type();
        boolean told = type.startsWith("text/") || type.startsWith("message/");
        if (!told || !parts.isEmpty()) {
            return "";
        }
        String text = CharsetGuess.text(decoded(), parameter("charset"));
        String some = text.length() > MOST_TEXT ? text.substring(0, MOST_TEXT) : text;
        return type.equals("text/html") ? Jsoup.parse(some).wholeText() : some;
    }

    private byte[] decoded() {
        return TransferEncoding.decode(
                body, field("content-transfer-encoding").orElse("").strip().toLowerCase(Locale.ROOT));
    }

    /** The body as it came, with the one kind of line ends, and without empty lines at its end. */
    byte[] lines() {
        return raw().replace("\r", "").stripTrailing().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The body, its transfer encoding undone. */
    byte[] content() {
        return decoded().clone();
    }

    /** Names of character sets as mails give them. */
    private static final class CharsetGuess {
        static String text(byte[] bytes, Optional<String> charset) {
            Charset named = charset.map(CharsetGuess::charset).orElse(StandardCharsets.UTF_8);
            String text = new String(bytes, named);
            return named.equals(StandardCharsets.UTF_8) && text.indexOf('\uFFFD') >= 0
                    ? new String(bytes, charset("windows-1252"))
                    : text;
        }

        private static Charset charset(String name) {
            try {
                return Charset.forName(MimeUtility.javaCharset(name));
            } catch (IllegalArgumentException e) {
                return StandardCharsets.UTF_8;
            }
        }
    }
}
