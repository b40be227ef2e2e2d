package barid.feed.publishing;

import barid.feed.Translations;
import barid.feed.entries.FeedKey;
import barid.feed.entries.Tombstone;
import barid.feed.entries.Topics;
import barid.kit.changes.Change;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

import static org.assertj.core.api.Assertions.assertThat;

/** States of a feed, without a database. */
final class FeedStates {
    private static final AtomicLong VERSION = new AtomicLong();

    private FeedStates() {}

    static FeedState of(String language, Change.Published... entries) {
        return with(language, List.of(), entries);
    }

    static FeedState with(String language, List<Tombstone> tombstones, Change.Published... entries) {
        return with(FeedKey.articles(language), Optional.empty(), tombstones, entries);
    }

    /** {@code page} names the archive page that it is, after one named {@code before}. */
    static FeedState with(
            FeedKey feed, Optional<String> page, List<Tombstone> tombstones, Change.Published... entries) {
        List<Standing> standing = new ArrayList<>();
        tombstones.forEach(tombstone -> standing.add(new Standing.Gone(tombstone, 1)));
        Map<String, Change.Published> texts = new HashMap<>();
        for (Change.Published entry : entries) {
            standing.add(new Standing.Live(
                    entry.article(),
                    entry.language(),
                    VERSION.incrementAndGet(),
                    2,
                    true,
                    entry.updated(),
                    entry.topics()));
            texts.put(entry.key(), entry);
        }
        return new FeedState(
                feed,
                "0a1b2c3d4e5f",
                Instant.parse("2026-01-01T00:00:00Z"),
                Translations.AUTHORITY,
                7,
                0,
                page,
                page.map(name -> "before"),
                Optional.empty(),
                standing,
                texts,
                new Topics(Map.of(
                        "health", new Change.Topic(0, "health", Map.of("en", "Health", "ar", "الصحة"), null),
                        "medicine", new Change.Topic(0, "medicine", Map.of("en", "Medicine"), "health"))));
    }

    /** The document's bytes; an entry that breaks a rule fails the test. */
    static byte[] render(FeedRenderer renderer, FeedState state, FeedFormat format) {
        return render(renderer, state, format, renderer.visit());
    }

    static byte[] render(FeedRenderer renderer, FeedState state, FeedFormat format, Fragments.Visit visit) {
        FeedRenderer.Rendering rendering = renderer.render(state, List.of(format), visit);
        assertThat(rendering.breaches()).isEmpty();
        return rendering.in(format).bytes();
    }
}
