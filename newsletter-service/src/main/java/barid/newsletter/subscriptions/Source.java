package barid.newsletter.subscriptions;

/**
 * Where an act came from, for the record of consent.
 *
 * @param form the word of the page, mail or call: form, embedded, api, page, preferences, one-click, mailto, operator, journal
 * @param language of the page; empty if there was none
 * @param client the network address, if the settings want it recorded; else empty
 */
record Source(String form, String language, String client) {
    static final Source OPERATOR = new Source("operator", "", "");
    /** She did it before the database was put back to before that. */
    static final Source JOURNAL = new Source("journal", "", "");

    static final Source MAILTO = new Source("mailto", "", "");
}
