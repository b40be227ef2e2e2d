package barid.kit.changes;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where a translation's text comes from. */
public enum Origin {
    @JsonProperty("original")
    ORIGINAL,
    @JsonProperty("human")
    HUMAN,
    @JsonProperty("machine")
    MACHINE;

    /** The word in JSON and in tables. */
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    /** Reads the word of JSON and of tables. */
    public static Origin of(String word) {
        return valueOf(word.toUpperCase(java.util.Locale.ROOT));
    }
}
