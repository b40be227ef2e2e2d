package barid.feed.entries;

import barid.kit.changes.Change;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

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

    /** The slug that {@code slug} means now; itself if it is not merged, or not known. */
    public String resolve(String slug) {
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

    /** The same with one topic as it is announced now. */
    Topics with(Change.Topic topic) {
        Map<String, Change.Topic> next = new HashMap<>(bySlug);
        next.put(topic.slug(), topic);
        return new Topics(next);
    }

    /** The same without a topic that never was. */
    Topics without(String slug) {
        Map<String, Change.Topic> next = new HashMap<>(bySlug);
        next.remove(slug);
        return new Topics(next);
    }

    /** Which slugs mean another topic in {@code next} than here: by what they mean now, {@code slug} with its chain. */
    Map<String, Set<String>> moved(Topics next) {
        Map<String, Set<String>> moved = new TreeMap<>();
        Stream.concat(bySlug.keySet().stream(), next.bySlug.keySet().stream())
                .distinct()
                .filter(slug -> !resolve(slug).equals(next.resolve(slug)))
                .forEach(slug -> moved.computeIfAbsent(resolve(slug), from -> new TreeSet<>())
                        .add(slug));
        return moved;
    }

    /** Every slug that means {@code slug}, itself included. */
    Set<String> meaning(String slug) {
        Set<String> meaning = new TreeSet<>(Set.of(slug));
        bySlug.keySet().stream().filter(other -> resolve(other).equals(slug)).forEach(meaning::add);
        return meaning;
    }

    /** Whether this is a topic that stands for itself. */
    public boolean has(String slug) {
        return bySlug.containsKey(slug) && stands(slug);
    }

    /** Whether what names this slug means no other. */
    boolean stands(String slug) {
        return resolve(slug).equals(slug);
    }

    /** The topics that stand for themselves. */
    public List<String> standing() {
        return bySlug.keySet().stream().filter(this::stands).toList();
    }

    /** The topic's name in {@code language}, if it has one. */
    public Optional<String> name(String slug, String language) {
        return Optional.ofNullable(bySlug.get(slug)).map(topic -> topic.names().get(language));
    }
}
