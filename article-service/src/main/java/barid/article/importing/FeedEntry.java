package barid.article.importing;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An entry as the file has it, whatever its format: what is HTML is HTML, nothing is checked yet.
 *
 * @param id the id under which readers of the old feed know it
 * @param html the fullest text that the entry has
 * @param summary a text beside the full one
 * @param pictures addresses of pictures that stand beside the text, the best first
 */
record FeedEntry(
        Optional<String> id,
        Optional<String> link,
        String title,
        String html,
        Optional<String> summary,
        List<String> authors,
        List<String> categories,
        List<String> pictures,
        Optional<Instant> published,
        Optional<Instant> updated) {}
