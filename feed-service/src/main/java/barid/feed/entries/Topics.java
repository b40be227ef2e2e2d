package barid.feed.entries;

import barid.kit.changes.Change;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All topics as announced; a merged one is read as the one that it went into. */
public record Topics(Map<String, Change.Topic> bySlug) {
    private static final int LONGEST_CHAIN = 100;

    public Topics {
        bySlug = Map.copyOf(bySlug);
    }

    /** The slugs that stand for {@code slugs} now, in order and each once. */
    public List<String> resolve(List<String> slugs) {
        return slugs.stream().map(this::resolve).distinct().toList();
    }

    private String resolve(String slug) {
        String now = slug;
        // Bounded, since nothing but article-service's care keeps merges from running in a ring.
        for (int i = 0; i < LONGEST_CHAIN; i++) {
            Change.Topic topic = bySlug.get(now);
            if (topic == null || topic.mergedInto() == null) {
                return now;
            }
            now = topic.mergedInto();
        }
        return slug;
    }

    /** The topic's name in {@code language}, if it has one. */
    public Optional<String> name(String slug, String language) {
        return Optional.ofNullable(bySlug.get(slug)).map(topic -> topic.names().get(language));
    }
}
