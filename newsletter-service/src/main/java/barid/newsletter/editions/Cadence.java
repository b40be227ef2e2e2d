package barid.newsletter.editions;

import com.fasterxml.jackson.annotation.JsonProperty;

import java.util.Locale;

/** How often a reader is mailed. */
public enum Cadence {
    @JsonProperty("immediate")
    IMMEDIATE,
    @JsonProperty("daily")
    DAILY,
    @JsonProperty("weekly")
    WEEKLY,
    @JsonProperty("monthly")
    MONTHLY;

    /** The word in JSON and in tables. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether it can be chosen yet. */
    public boolean offered() {
        return this == IMMEDIATE || this == DAILY;
    }
}
