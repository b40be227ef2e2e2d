package barid.article.content;

import barid.kit.changes.Origin;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * A revision in the list of them.
 *
 * @param shown whether readers see it now
 * @param scheduled whether it goes out at the instant for which its translation is scheduled
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record RevisionLine(
        int number,
        String title,
        Origin origin,
        @Nullable String engine,
        @JsonProperty("madeFrom") @Nullable Integer madeFrom,
        @JsonProperty("savedAt") Instant savedAt,
        @JsonProperty("savedBy") String savedBy,
        @JsonProperty("public") boolean shown,
        boolean scheduled) {}
