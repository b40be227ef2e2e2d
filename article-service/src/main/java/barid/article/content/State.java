package barid.article.content;

import com.fasterxml.jackson.annotation.JsonProperty;

import java.util.Locale;

/** Where a translation stands on its way to readers. */
public enum State {
    @JsonProperty("draft")
    DRAFT,
    @JsonProperty("scheduled")
    SCHEDULED,
    @JsonProperty("published")
    PUBLISHED,
    @JsonProperty("withdrawn")
    WITHDRAWN;

    /** The word in JSON and in tables. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static State of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
