package barid.newsletter.stories;

import org.jspecify.annotations.Nullable;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The topics as announced; a merged one stands for the one that it was merged into. */
public final class Topics {
    private final Map<String, Topic> bySlug;

    /** One topic; {@code mergedInto} is the slug that took its place. */
    public record Topic(
            String slug,
            Map<String, String> names,
            @Nullable String mergedInto) {
        /** Its name in {@code language}, else in {@code fallback}, else any, else the slug. */
        public String name(String language, String fallback) {
            String name = names.getOrDefault(language, names.get(fallback));
            return name != null ? name : names.values().stream().findFirst().orElse(slug);
        }
    }

    public Topics(List<Topic> topics) {
        this.bySlug = topics.stream().collect(Collectors.toUnmodifiableMap(Topic::slug, Function.identity()));
    }

    /** The topic that {@code slug} means now; empty if it was never announced. */
    public Optional<Topic> resolve(String slug) {
        Topic topic = bySlug.get(slug);
        Set<String> met = new HashSet<>();
        while (topic != null && topic.mergedInto() != null && met.add(topic.slug())) {
            topic = bySlug.get(topic.mergedInto());
        }
        return Optional.ofNullable(topic);
    }

    /**
     * The slugs that these mean now; one that is not known stands for itself. The end of a chain may be announced after the
     * topics that lead to it, so it need not be known either.
     */
    public Set<String> resolve(List<String> slugs) {
        return slugs.stream().map(this::meant).collect(Collectors.toUnmodifiableSet());
    }

    private String meant(String slug) {
        String now = slug;
        Set<String> met = new HashSet<>();
        while (met.add(now)) {
            Topic topic = bySlug.get(now);
            if (topic == null || topic.mergedInto() == null) {
                return now;
            }
            now = topic.mergedInto();
        }
        return slug;
    }

    /** Those that may be chosen, by name in {@code language}. */
    public List<Topic> choosable(String language, String fallback) {
        return bySlug.values().stream()
                .filter(topic -> topic.mergedInto() == null)
                .sorted(java.util.Comparator.comparing((Topic topic) -> topic.name(language, fallback)))
                .toList();
    }
}
