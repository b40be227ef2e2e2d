package barid.article.site;

import barid.kit.changes.Origin;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What a reader may know of a translation: the text that is public now, or the tombstone of one that was.
 *
 * @param original the language in which the article was first written
 * @param outdated true if the original's public text is newer than the one this was made from
 */
public record PublicArticle(
        UUID article,
        String language,
        String slug,
        String title,
        String summary,
        String html,
        List<String> authors,
        List<String> topics,
        Optional<Picture> picture,
        Origin origin,
        Optional<String> engine,
        String original,
        boolean outdated,
        Instant published,
        Instant updated,
        Optional<Correction> correction,
        Optional<Withdrawal> withdrawal) {
    /** The newest announced correction. */
    public record Correction(Instant at, String note) {}

    /** Why it is no longer here; in the article's language. */
    public record Withdrawal(Instant at, String reason) {}
}
