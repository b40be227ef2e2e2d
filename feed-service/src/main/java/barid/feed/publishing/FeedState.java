package barid.feed.publishing;

import barid.feed.entries.Entry;
import barid.feed.entries.FeedKey;
import barid.feed.entries.Tombstone;
import barid.feed.entries.Topics;

import java.time.Instant;
import java.util.List;

/**
 * All of a feed that a document is made from, read in one snapshot.
 *
 * @param generation of the database; {@code madeAt} is when it began
 * @param position of the last change that touched the feed
 * @param entries newest first
 * @param tombstones newest first
 */
record FeedState(
        FeedKey feed,
        String generation,
        Instant madeAt,
        String tagAuthority,
        long position,
        List<Entry> entries,
        List<Tombstone> tombstones,
        Topics topics) {}
