package barid.newsletter.stories;

import barid.kit.changes.Change;

import java.util.UUID;

/** An article in one language. */
public record StoryKey(UUID article, String language) {
    @Override
    public String toString() {
        return Change.key(article, language);
    }
}
