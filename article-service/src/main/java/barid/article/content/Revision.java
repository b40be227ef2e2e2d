package barid.article.content;

import barid.article.media.MediaPaths;
import barid.kit.changes.Origin;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * One saved state of a translation.
 *
 * @param html sanitised; what is ours in it is root-relative
 * @param engine the machine that translated it; only of origin {@code machine}
 * @param madeFrom the revision of the original that it was made from
 */
public record Revision(
        UUID article,
        String language,
        int number,
        String title,
        String summary,
        String html,
        String slug,
        List<String> authors,
        List<String> topics,
        @Nullable Lead lead,
        Origin origin,
        @Nullable String engine,
        @Nullable Integer madeFrom,
        Instant savedAt,
        String savedBy) {
    /** The ids of all pictures that it shows, or would if they were uploaded. */
    Set<String> media() {
        Set<String> media = MediaPaths.in(html);
        if (lead != null) {
            media.add(lead.media());
        }
        return media;
    }
}
