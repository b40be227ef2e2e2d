package barid.newsletter.subscriptions;

/** How somebody unsubscribed. */
enum Leaving {
    /** The button of a mail program (RFC 8058). */
    ONE_CLICK("one-click"),
    /** The page that the link of a mail opens. */
    PAGE("page"),
    /** The page of her choices. */
    PREFERENCES("preferences");

    private final String form;

    Leaving(String form) {
        this.form = form;
    }

    /** Our own pages say which they are; mail programs send many things, or nothing. */
    static Leaving of(String body) {
        return switch (body) {
            case "from=page" -> PAGE;
            case "from=preferences" -> PREFERENCES;
            default -> ONE_CLICK;
        };
    }

    /** The word in the record of consent. */
    String form() {
        return form;
    }
}
