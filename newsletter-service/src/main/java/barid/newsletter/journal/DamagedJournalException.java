package barid.newsletter.journal;

/** A note that was written whole cannot be read any more. */
final class DamagedJournalException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String what;

    DamagedJournalException(String segment, long line) {
        this("line " + line + " of " + segment + " is damaged");
    }

    private DamagedJournalException(String what) {
        super(what);
        this.what = what;
    }

    String what() {
        return what;
    }
}
