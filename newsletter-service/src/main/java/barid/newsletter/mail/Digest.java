package barid.newsletter.mail;

import barid.kit.changes.Change;
import barid.newsletter.stories.Correction;
import barid.newsletter.stories.Topics;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * The content of a variant, as it is to be mailed now.
 *
 * @param language the mail's own language, one that the software speaks
 * @param date the edition's, for the reader's eye
 */
public record Digest(
        UUID edition,
        String language,
        Instant date,
        List<Change.Published> articles,
        List<Corrected> corrections,
        Topics topics,
        String viewId) {
    /** A correction and the article that it corrects. */
    public record Corrected(Change.Published article, Correction correction) {}
}
