package barid.newsletter.editions;

import barid.kit.changes.Change;
import barid.newsletter.stories.Correction;
import barid.newsletter.stories.StoryKey;
import barid.newsletter.stories.StoryStore;
import barid.newsletter.stories.Topics;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Weigher;
import io.helidon.dbclient.DbExecute;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * What variants are composed of, read once for all of them: an edition's own, each story, each correction. What is kept is at
 * most {@link #FRESH} old; new ingredients know nothing yet. Whether a story is withdrawn is never asked here.
 */
final class Ingredients {
    static final Duration FRESH = Duration.ofSeconds(20);
    private static final int EDITIONS = 100;
    private static final long STORY_BYTES = 32L << 20;
    private static final long CORRECTION_BYTES = 4L << 20;
    /** Of everything but the long texts. */
    private static final int ROW_BYTES = 2_000;

    private final EditionStore editions;
    private final StoryStore stories;
    private final NoteStore notes = new NoteStore();
    private final Cache<UUID, Frame> frames =
            Caffeine.newBuilder().maximumSize(EDITIONS).expireAfterWrite(FRESH).build();
    private final Cache<StoryKey, Change.Published> announced = bounded(
            STORY_BYTES,
            (key, story) -> bytes(story.title().length()
                    + story.summary().length()
                    + story.html().length()));
    private final Cache<CorrectionKey, Correction> corrected = bounded(
            CORRECTION_BYTES, (key, correction) -> bytes(correction.note().length()));

    /** What all variants of an edition have in common; {@code notes} are by language. */
    record Frame(Period period, Map<String, String> notes, Topics topics) {}

    Ingredients(EditionStore editions, StoryStore stories) {
        this.editions = editions;
        this.stories = stories;
    }

    private static <K, V> Cache<K, V> bounded(long bytes, Weigher<K, V> weigher) {
        return Caffeine.newBuilder()
                .maximumWeight(bytes)
                .weigher(weigher)
                .expireAfterWrite(FRESH)
                .build();
    }

    private static int bytes(int characters) {
        return ROW_BYTES + 2 * characters;
    }

    Frame frame(DbExecute db, UUID edition) {
        return frames.get(edition, id -> frame(db, editions.period(db, id)));
    }

    /** Of an edition that need not be stored yet. */
    Frame frame(DbExecute db, Period period) {
        return new Frame(period, notes.added(db, List.of(period)).getFirst().notes(), stories.topics(db));
    }

    /** The newest announcement of each that was ever announced. */
    Map<StoryKey, Change.Published> stories(DbExecute db, Set<StoryKey> keys) {
        return announced.getAll(keys, missing -> stories.snapshots(db, Set.copyOf(missing)));
    }

    /** Those of these corrections that were ever announced. */
    Map<CorrectionKey, Correction> corrections(DbExecute db, Collection<CorrectionKey> keys) {
        return corrected.getAll(keys, missing -> {
            Set<UUID> articles = missing.stream().map(CorrectionKey::article).collect(Collectors.toSet());
            return stories.corrections(db, articles).stream()
                    .collect(Collectors.toMap(CorrectionKey::of, correction -> correction));
        });
    }
}
