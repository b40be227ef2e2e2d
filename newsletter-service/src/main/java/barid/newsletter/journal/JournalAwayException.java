package barid.newsletter.journal;

/** The journal cannot be written or read now; what needs its note does not happen. */
public final class JournalAwayException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    JournalAwayException(String what, Throwable cause) {
        super(what + ": " + cause, cause);
    }
}
