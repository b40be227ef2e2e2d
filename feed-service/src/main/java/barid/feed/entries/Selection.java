package barid.feed.entries;

import barid.kit.changes.Change;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What was agreed that a feed of its own holds.
 *
 * @param languages of its entries; none means every one
 * @param topics of which each entry has at least one, as they were named then; none means whatever its topics
 */
record Selection(FeedKey feed, List<String> languages, List<String> topics) {
    /** Whether the entry stands in the feed. */
    boolean holds(Change.Published entry, Topics standing) {
        return (languages.isEmpty() || languages.contains(entry.language()))
                && (topics.isEmpty()
                        || standing.resolve(entry.topics()).stream().anyMatch(standing.resolve(topics)::contains));
    }

    /** Every slug by which an entry can be of one of the topics. */
    Set<String> slugs(Topics standing) {
        Set<String> slugs = new TreeSet<>();
        standing.resolve(topics).forEach(topic -> slugs.addAll(standing.meaning(topic)));
        return slugs;
    }
}
