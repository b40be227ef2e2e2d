package barid.newsletter.stories;

import com.fasterxml.jackson.annotation.JsonIgnore;

import java.time.Instant;
import java.util.UUID;

/** An announced correction of a translation, with its number in the same sequence as the stories'. */
public record Correction(UUID article, String language, Instant at, String note, long number) {
    @JsonIgnore
    public StoryKey story() {
        return new StoryKey(article, language);
    }
}
