package barid.newsletter.mail;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server's answer to one command (RFC 5321 section 4.2): the code, and the text of all its lines. */
record Reply(int code, String text) {
    private static final Pattern ENHANCED = Pattern.compile("\\b([245]\\.\\d{1,3}\\.\\d{1,3})\\b");
    private static final Pattern ADDRESS = Pattern.compile("[^\\s<>()]+@[^\\s<>()]+");
    private static final int REASON_LENGTH = 300;
    static final int CLOSING = 421;

    boolean positive() {
        return code / 100 == 2;
    }

    /** Go on with the content. */
    boolean goOn() {
        return code == 354;
    }

    /** A refusal, as a result. */
    DeliveryResult refusal() {
        return code >= 500
                ? new DeliveryResult.Rejected(status(), reason(text))
                : new DeliveryResult.Deferred(status(), reason(text));
    }

    /** The enhanced status code (RFC 3463), else the code. */
    String status() {
        Matcher matcher = ENHANCED.matcher(text);
        return matcher.find() ? matcher.group(1) : Integer.toString(code);
    }

    /** What a server said, without addresses, since it is stored and shown. */
    static String reason(String text) {
        String plain = ADDRESS.matcher(text)
                .replaceAll("(address)")
                .replaceAll("\\s+", " ")
                .strip();
        return plain.length() > REASON_LENGTH ? plain.substring(0, REASON_LENGTH) : plain;
    }
}
