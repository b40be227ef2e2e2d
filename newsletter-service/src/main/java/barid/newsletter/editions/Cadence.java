package barid.newsletter.editions;

import barid.newsletter.mail.Digest;
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

    /** How the date of its editions is worded. */
    Digest.Span span() {
        return switch (this) {
            case IMMEDIATE, DAILY -> Digest.Span.DAY;
            case WEEKLY -> Digest.Span.WEEK;
            case MONTHLY -> Digest.Span.MONTH;
        };
    }
}
