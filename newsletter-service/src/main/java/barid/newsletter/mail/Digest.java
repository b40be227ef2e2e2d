package barid.newsletter.mail;

import barid.kit.changes.Change;
import barid.newsletter.stories.Correction;
import barid.newsletter.stories.Topics;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * The content of a variant, as it is to be mailed now.
 *
 * @param language the mail's own language, one that the software speaks
 * @param date in the edition's day, or in the first day of its week or month
 * @param span which of these it is
 * @param note the editor's, in the mail's language: plain text, paragraphs by line ends
 */
public record Digest(
        UUID edition,
        String language,
        Instant date,
        Span span,
        List<Change.Published> articles,
        List<Corrected> corrections,
        Topics topics,
        String viewId,
        @Nullable String note) {
    /** What an edition covers. */
    public enum Span {
        DAY,
        WEEK,
        MONTH
    }

    /** A correction and the article that it corrects. */
    public record Corrected(Change.Published article, Correction correction) {}
}
