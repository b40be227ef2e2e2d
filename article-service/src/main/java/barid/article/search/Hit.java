package barid.article.search;

import barid.kit.site.Languages;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** A public text that was found, with the places where it matches. */
public record Hit(
        UUID article,
        String language,
        String path,
        List<Part> title,
        List<Part> snippet,
        Instant published,
        List<TopicLink> topics) {
    /** A topic as it is called today, in the language of the name that it has. */
    public record TopicLink(String slug, String path, String name, String language) {
        /** {@code rtl} or {@code ltr}. */
        public String direction() {
            return Languages.direction(language);
        }
    }
}
