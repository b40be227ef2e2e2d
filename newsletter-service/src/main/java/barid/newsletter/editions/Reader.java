package barid.newsletter.editions;

import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * What the due rule needs to know of a reader.
 *
 * @param languages in order of preference
 * @param topics resolved slugs; empty means all
 */
record Reader(UUID id, List<String> languages, Set<String> topics, long position, long confirmedPosition) {
    boolean follows(Set<String> storyTopics) {
        return topics.isEmpty() || storyTopics.stream().anyMatch(topics::contains);
    }
}
