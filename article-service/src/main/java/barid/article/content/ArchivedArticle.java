package barid.article.content;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * An article as an archive of another installation tells of it, with its translations in every state; the revisions come
 * apart, since they may be many.
 *
 * @param createdBy the name of whoever began it there
 */
public record ArchivedArticle(
        UUID id, String original, Instant createdAt, String createdBy, List<ArchivedTranslation> translations) {

    /**
     * A translation's state with every name that leads to it.
     *
     * @param importedDigest in hexadecimal, of what the import that brought it there was given; null if it was written there
     */
    public record ArchivedTranslation(
            Translation state, @Nullable String importedDigest, List<ArchivedSlug> slugs) {}

    /** A name; without {@code publicSince} it is only held for a draft. */
    public record ArchivedSlug(String slug, @Nullable Instant publicSince) {}
}
