package barid.article.content;

import barid.kit.changes.Origin;
import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * A text that was checked and may be saved: within the limits, sanitised, its topics and media known.
 *
 * @param removed names of the elements and attributes that the sanitiser took out
 * @param slug null: derived from the title, or kept
 * @param origin of a translation, null of the original
 * @param madeFrom null: the newest public revision of the original
 */
public record Draft(
        String language,
        String title,
        String summary,
        String html,
        List<String> removed,
        List<String> authors,
        List<String> topics,
        @Nullable Lead lead,
        @Nullable String slug,
        @Nullable Origin origin,
        @Nullable String engine,
        @Nullable Integer madeFrom) {}
