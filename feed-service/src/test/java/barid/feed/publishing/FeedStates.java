package barid.feed.publishing;

import barid.feed.Translations;
import barid.feed.entries.Entry;
import barid.feed.entries.FeedKey;
import barid.feed.entries.Tombstone;
import barid.feed.entries.Topics;
import barid.kit.changes.Change;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** States of a feed, without a database. */
final class FeedStates {
    private FeedStates() {}

    static FeedState of(String language, Change.Published... entries) {
        return with(language, List.of(), entries);
    }

    static FeedState with(String language, List<Tombstone> tombstones, Change.Published... entries) {
        return new FeedState(
                FeedKey.articles(language),
                "0a1b2c3d4e5f",
                Instant.parse("2026-01-01T00:00:00Z"),
                Translations.AUTHORITY,
                7,
                Arrays.stream(entries).map(entry -> new Entry(entry, true)).toList(),
                tombstones,
                new Topics(Map.of(
                        "health", new Change.Topic(0, "health", Map.of("en", "Health", "ar", "الصحة"), null),
                        "medicine", new Change.Topic(0, "medicine", Map.of("en", "Medicine"), "health"))));
    }
}
