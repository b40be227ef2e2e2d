package barid.article.content;

import java.util.UUID;

/** What became of an imported entry. */
public sealed interface ImportResult {
    /** It was new and is public now. */
    record Taken(UUID article, String language) implements ImportResult {}

    /** It was here, has changed in the other system since, and its new text is public now. */
    record Changed(UUID article, String language) implements ImportResult {}

    /** Nothing was done, for this reason. */
    record Skipped(String reason) implements ImportResult {}
}
