package barid.newsletter.mail;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The form {@code relaxed} of RFC 6376 section 3.4. Of a field it is made once, with its slots still in it; a body of ours is
 * in it from the start. What fills a slot holds no blanks but single ones in its middle.
 */
final class Canonical {
    private Canonical() {}

    /** A field with the line end that closes it. */
    static List<Segment> field(Field field) {
        List<Segment> canonical = new ArrayList<>();
        StringBuilder text = new StringBuilder(field.name().toLowerCase(Locale.ROOT)).append(':');
        boolean begun = false;
        boolean blank = false;
        for (Segment segment : field.value()) {
            switch (segment) {
                case Segment.Literal(byte[] bytes) -> {
                    for (byte b : bytes) {
                        if (isBlank(b) || b == '\r' || b == '\n') {
                            blank = true;
                            continue;
                        }
                        if (blank && begun) {
                            text.append(' ');
                        }
                        text.append((char) (b & 0xff));
                        begun = true;
                        blank = false;
                    }
                }
                case Segment.Personal personal -> {
                    if (blank && begun) {
                        text.append(' ');
                    }
                    canonical.add(Template.literal(text.toString()));
                    canonical.add(personal);
                    text.setLength(0);
                    begun = true;
                    blank = false;
                }
            }
        }
        canonical.add(Template.literal(text.append("\r\n").toString()));
        return canonical;
    }

    /** A field without slots, and without the line end that closes it. */
    static String text(String name, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.ISO_8859_1);
        Segment.Literal only = (Segment.Literal)
                field(new Field(name, List.of(new Segment.Literal(bytes)))).getFirst();
        return new String(only.bytes(), StandardCharsets.ISO_8859_1).stripTrailing();
    }

    /**
     * Nothing at all: a body that is hashed as it stands must be canonical already, or every signature over it is void.
     *
     * @throws IllegalArgumentException if the body is not in canonical form
     */
    static void requireBody(List<Segment> body) {
        int before = '\n';
        int lineEnds = 0;
        for (Segment segment : body) {
            if (!(segment instanceof Segment.Literal(byte[] bytes))) {
                before = 'x';
                lineEnds = 0;
                continue;
            }
            for (byte b : bytes) {
                boolean brokenLineEnd = (b == '\n') != (before == '\r');
                boolean doubled = isBlank(before) && (isBlank(b) || b == '\r');
                if (brokenLineEnd || doubled || b == '\t') {
                    throw new IllegalArgumentException("a body with blanks or line ends that signing would not keep");
                }
                if (b == '\n') {
                    lineEnds++;
                } else if (b != '\r') {
                    lineEnds = 0;
                }
                before = b;
            }
        }
        if (before != '\n' || lineEnds != 1) {
            throw new IllegalArgumentException("a body that does not end with one line end");
        }
    }

    /**
     * A line that begins with a dot would have to get a second one on the wire (RFC 5321 section 4.5.2): nothing of ours has one, so
     * nobody need look for them in every copy.
     *
     * @throws IllegalArgumentException if there is such a line
     */
    static void requireNoDots(List<Segment> segments) {
        int before = '\n';
        for (Segment segment : segments) {
            if (!(segment instanceof Segment.Literal(byte[] bytes))) {
                if (before == '\n' && ((Segment.Personal) segment).slot() == Slot.TO) {
                    throw new IllegalArgumentException("an address at the start of a line");
                }
                before = 'x';
                continue;
            }
            for (byte b : bytes) {
                if (b == '.' && before == '\n') {
                    throw new IllegalArgumentException("a line that begins with a dot");
                }
                before = b;
            }
        }
    }

    private static boolean isBlank(int b) {
        return b == ' ' || b == '\t';
    }
}
