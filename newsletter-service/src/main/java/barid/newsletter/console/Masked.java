package barid.newsletter.console;

/** An address of which just so much is left that one who knows it knows it again: a•••@e•••.org. */
final class Masked {
    private static final String HIDDEN = "•••";

    private Masked() {}

    static String of(String email) {
        int at = email.lastIndexOf('@');
        if (at < 1) {
            return HIDDEN;
        }
        int dot = email.lastIndexOf('.');
        return first(email, 0, at) + "@" + first(email, at + 1, email.length())
                + (dot > at + 1 ? email.substring(dot) : "");
    }

    private static String first(String text, int from, int to) {
        return from < to ? Character.toString(text.codePointAt(from)) + HIDDEN : HIDDEN;
    }
}
