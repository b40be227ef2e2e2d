package barid.feed.publishing;

import barid.feed.entries.FeedKey;
import barid.feed.entries.Topics;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the database has.
 *
 * @param there the feeds that are read
 * @param retired those whose topic is no more; that of a merged one leads to another's
 */
record Look(Topics topics, List<FeedStore.Head> there, Set<FeedKey> retired) {
    static Look at(List<FeedStore.Head> heads, Topics topics) {
        return new Look(
                topics,
                heads.stream()
                        .filter(head -> head.feed().topic().map(topics::has).orElse(true))
                        .toList(),
                heads.stream()
                        .map(FeedStore.Head::feed)
                        .filter(feed -> feed.topic()
                                .filter(slug -> !topics.has(slug)
                                        && topics.resolve(slug).equals(slug))
                                .isPresent())
                        .collect(Collectors.toSet()));
    }
}
