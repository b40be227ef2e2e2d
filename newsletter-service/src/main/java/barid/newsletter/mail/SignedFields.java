package barid.newsletter.mail;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The fields of a mail as its signatures cover them: every one that it has. */
final class SignedFields {
    /**
     * Named once more than the mail has them, so that a second one voids the signature (RFC 6376 section 8.15): those that a
     * reader is shown, that a receiver acts on, or that tell how the body is to be read.
     */
    private static final Set<String> OVERSIGNED = Set.of(
            "from",
            "to",
            "reply-to",
            "subject",
            "date",
            "message-id",
            "mime-version",
            "content-type",
            "list-id",
            "list-unsubscribe",
            "list-unsubscribe-post",
            "feedback-id",
            "cfbl-address",
            "cfbl-feedback-id");

    private static final int LINE = 76;

    private final String names;
    private final Template canonical;

    SignedFields(List<Field> fields) {
        List<String> names = new ArrayList<>();
        List<Segment> canonical = new ArrayList<>();
        for (Field field : fields) {
            String name = field.name().toLowerCase(Locale.ROOT);
            names.add(name);
            if (OVERSIGNED.contains(name)) {
                names.add(name);
            }
            canonical.addAll(Canonical.field(field));
        }
        this.names = folded(names);
        this.canonical = new Template(canonical);
    }

    private static String folded(List<String> names) {
        StringBuilder text = new StringBuilder("h=");
        int column = 3;
        String colon = "";
        for (String name : names) {
            text.append(colon);
            if (column + name.length() + 1 > LINE) {
                text.append("\r\n\t");
                column = 1;
            }
            text.append(name);
            column += name.length() + 1;
            colon = ":";
        }
        return text.toString();
    }

    /** The tag {@code h=}, folded; the same text for all mails of the same fields. */
    String names() {
        return names;
    }

    /** The fields of one copy, canonical. */
    byte[] canonical(Filling filling) {
        byte[] bytes = new byte[canonical.size(filling)];
        canonical.write(filling, bytes, 0);
        return bytes;
    }
}
