package barid.article.content;

import barid.kit.changes.Origin;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A published entry of another system, ready to be taken: within the limits, its HTML sanitised, its topics known here.
 *
 * @param entryId the id under which the other system's readers know it; kept for ever
 * @param slug the name it would like; another if that is taken or reserved
 * @param engine only of origin {@code machine}
 */
public record Imported(
        String entryId,
        String language,
        String title,
        String summary,
        String html,
        Optional<String> slug,
        List<String> authors,
        List<String> topics,
        Optional<Lead> lead,
        Origin origin,
        @Nullable String engine,
        Instant published,
        Instant updated) {}
