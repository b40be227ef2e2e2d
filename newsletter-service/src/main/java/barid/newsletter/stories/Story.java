package barid.newsletter.stories;

import com.fasterxml.jackson.annotation.JsonIgnore;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.UUID;

/**
 * What the choice of what is due needs to know of a translation.
 *
 * @param number its number; null if it is historical, which is never mailed
 * @param firstNumber the number that counts for readers who came later
 * @param numbers how many numbers it ever had
 */
public record Story(
        UUID article,
        String language,
        @Nullable Long number,
        @Nullable Long firstNumber,
        int numbers,
        boolean withdrawn,
        List<String> topics) {
    @JsonIgnore
    public StoryKey key() {
        return new StoryKey(article, language);
    }

    /** Whether it may be mailed at all. */
    @JsonIgnore
    public boolean mailable() {
        return number != null && !withdrawn;
    }
}
