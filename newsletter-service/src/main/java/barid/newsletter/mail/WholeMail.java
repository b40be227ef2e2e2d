package barid.newsletter.mail;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Takes a message of ours apart that is somebody's already. */
final class WholeMail {
    /** Fills nothing: there are no slots. */
    static final CompiledMail.Personal NOBODY = new CompiledMail.Personal("", "", "", "", "");

    private static final Pattern FIELD_END = Pattern.compile("\r\n(?![ \t])");

    private WholeMail() {}

    /** A message whose fields are written as {@link MimeWriter} writes them. */
    static CompiledMail read(byte[] message) {
        // One character a byte.
        String text = new String(message, StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        List<Field> fields = new ArrayList<>();
        FIELD_END.splitAsStream(text.substring(0, end)).forEach(field -> {
            int colon = field.indexOf(": ");
            fields.add(new Field(field.substring(0, colon), List.of(Template.literal(field.substring(colon + 2)))));
        });
        return new CompiledMail(fields, List.of(Template.literal(text.substring(end + 4))));
    }
}
