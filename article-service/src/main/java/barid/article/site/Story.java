package barid.article.site;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A public translation as it stands in a list. */
public record Story(
        UUID article,
        String language,
        String slug,
        String title,
        String summary,
        Instant published,
        List<String> topics,
        Optional<Picture> picture) {
    /** The page's path. */
    public String path() {
        return Paths.article(language, slug);
    }
}
