package barid.newsletter.imports;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

import java.util.Locale;

/** Where an import stands. */
enum ImportState {
    /** The file is coming in. */
    UPLOADING,
    /** Nobody knows yet which column holds the addresses. */
    MAPPING,
    /** Every row is judged, none is taken. */
    CHECKING,
    /** Judged; waits for a person to start it. */
    READY,
    IMPORTING,
    DONE,
    FAILED,
    CANCELLED;

    /** The word in JSON and in tables. */
    @JsonValue
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    @JsonCreator
    static ImportState of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    /** Whether a process works on it now. */
    boolean running() {
        return this == CHECKING || this == IMPORTING;
    }

    boolean ended() {
        return this == DONE || this == FAILED || this == CANCELLED;
    }
}
