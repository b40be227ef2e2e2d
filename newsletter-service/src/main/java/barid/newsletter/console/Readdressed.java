package barid.newsletter.console;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A digest made for one reader, with another address in its header: a look at it must not tell hers. */
final class Readdressed {
    private static final Pattern TO = Pattern.compile("(?mi)^To:.*(?:\\r\\n[ \\t].*)*");
    private static final String BLANK_LINE = "\r\n\r\n";

    private Readdressed() {}

    /** The message with the field To naming {@code mailbox}; all else is as it was. */
    static byte[] to(String mailbox, byte[] message) {
        // One character a byte, so that the body passes as it is.
        String text = new String(message, StandardCharsets.ISO_8859_1);
        int end = text.indexOf(BLANK_LINE);
        String header = text.substring(0, end);
        Matcher field = TO.matcher(header);
        String address = new String(mailbox.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        String changed = field.replaceFirst(Matcher.quoteReplacement("To: " + address));
        return (changed + text.substring(end)).getBytes(StandardCharsets.ISO_8859_1);
    }
}
