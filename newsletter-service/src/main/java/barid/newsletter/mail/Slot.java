package barid.newsletter.mail;

import barid.newsletter.keys.Keys;

/** A place in a compiled mail that is another one's for each reader. */
enum Slot {
    TO(""),
    DATE(""),
    MESSAGE_ID(""),
    /** In texts a slot is written as a word of its very length that occurs in no text. */
    UNSUBSCRIBE("unsubscribetokenunsubscribetokenunsubscrib"),
    PREFERENCES("preferencestokenpreferencestokenpreference");

    private final String placeholder;

    Slot(String placeholder) {
        if (!placeholder.isEmpty() && placeholder.length() != Keys.TOKEN_LENGTH) {
            throw new IllegalArgumentException(placeholder);
        }
        this.placeholder = placeholder;
    }

    String placeholder() {
        return placeholder;
    }
}
