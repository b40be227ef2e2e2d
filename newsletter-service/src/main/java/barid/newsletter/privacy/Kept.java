package barid.newsletter.privacy;

import java.time.Period;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How long a column is kept, and until what. */
enum Kept {
    SUBSCRIBER,
    READER,
    SIGNUP,
    CONFIRMATION,
    CHANGE,
    SUPPRESSION,
    NOTE,
    OWED,
    LEDGER,
    REPORT,
    AUDIT,
    FILE,
    IMPORT,
    EVIDENCE,
    KEY,
    CHAIN;

    /** In the words of docs/privacy.md. */
    String words(PrivacySettings settings) {
        return switch (this) {
            case SUBSCRIBER ->
                "until she is erased; unconfirmed: %s after her last confirmation lapsed; unsubscribed: %s"
                        .formatted(words(settings.unconfirmedKept()), words(settings.unsubscribedKept()));
            case READER -> "as long as her address";
            case SIGNUP -> "until its mail is sent; 7 days at most";
            case CONFIRMATION -> words(settings.unconfirmedKept()) + " after it lapsed";
            case CHANGE -> words(settings.unconfirmedKept()) + " after its link lapsed";
            case SUPPRESSION -> "until its owner confirms a new subscription";
            case NOTE -> "for the time of journal.keep-left; what is unwritten until it is written";
            case OWED -> "until it is mailed; 30 days at most";
            case LEDGER -> words(settings.deliveriesKept()) + " after the edition ended";
            case REPORT -> "as long as her address; after the report was read for the time of bounces.kept";
            case AUDIT -> words(settings.auditKept()) + " after it was done";
            case FILE -> "until the import ends; if it is never started, for the time of imports.waits";
            case IMPORT -> "after the import ended for the time of imports.keeps";
            case EVIDENCE -> "for ever: evidence, unreadable once she is erased";
            case KEY -> "until she is erased";
            case CHAIN -> "for ever: tells that a chain is whole";
        };
    }

    private static String words(Period period) {
        return Stream.of(
                        part(period.getYears(), "years"),
                        part(period.getMonths(), "months"),
                        part(period.getDays(), "days"))
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(" "));
    }

    private static String part(int count, String unit) {
        return count == 0 ? "" : count + " " + unit;
    }
}
