package barid.newsletter.imports;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a column of a file holds. */
enum ColumnMeaning {
    EMAIL,
    LANGUAGES,
    TOPICS,
    CADENCE,
    HOUR,
    DAY,
    ZONE,
    /** A word that says whether she is subscribed there; several columns may. */
    STATE,
    /** When she left there: anything in it says that she did. */
    LEFT,
    /** When her address was found dead there. */
    CLEANED,
    /** Why she left there; one reason is a complaint. */
    REASON,
    /** When she consented, kept as evidence in the file's own words. */
    CONSENTED,
    /** A JSON object of more columns. */
    ATTRIBUTES,
    IGNORE;

    /** The word in JSON and in tables. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<ColumnMeaning> of(String word) {
        return Arrays.stream(values())
                .filter(meaning -> meaning.word().equals(word))
                .findFirst();
    }

    /** Whether only one column of a file may mean this. */
    boolean single() {
        return this != STATE && this != IGNORE;
    }
}
