package barid.article.changes;

import barid.article.TestArticles;
import barid.kit.Await;
import barid.kit.db.Database;
import barid.kit.db.TestPostgres;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever eight writers do, and however followers stop, start again and crash, each copy ends as exactly what is published;
 * two seeds by default, fifty with {@code barid.long}.
 */
class ChangeFeedPropertyIT {
    private static final int WRITERS = 8;
    private static final int ACTS = 25;
    private static final double CRASHES = 0.15;

    /** What the feed should have brought, told by the tables and not by the change log. */
    private static final String PUBLIC = """
            SELECT translation.article || ':' || translation.language AS key,
                CASE WHEN translation.withdrawn_at IS NULL
                THEN concat_ws('|', 'published', revision.number, revision.title, revision.slug, to_json(revision.topics),
                    to_char(translation.updated AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS'),
                    translation.correction_note,
                    (SELECT string_agg(sibling.language || '=' || text.slug, ',' ORDER BY sibling.language)
                     FROM translation sibling
                     JOIN revision text ON text.article = sibling.article AND text.language = sibling.language
                        AND text.number = sibling.public_revision
                     WHERE sibling.article = translation.article AND sibling.language <> translation.language
                        AND sibling.state = 'published'))
                ELSE concat_ws('|', 'withdrawn', translation.withdrawn_reason) END AS doc
            FROM translation
            JOIN revision ON revision.article = translation.article AND revision.language = translation.language
                AND revision.number = translation.public_revision
            UNION ALL
            SELECT 'topic:' || slug, concat_ws('|', 'topic', names, merged_into) FROM topic""";

    /** The same told by a copy. */
    private static final String COPIED = """
            SELECT key, CASE doc ->> 'kind'
                WHEN 'published' THEN concat_ws('|', 'published', doc ->> 'revision', doc ->> 'title', doc ->> 'slug',
                    replace(doc ->> 'topics', ', ', ','),
                    to_char(cast(doc ->> 'updated' AS timestamptz) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS'),
                    doc -> 'correction' ->> 'note',
                    (SELECT string_agg((sibling ->> 'language') || '=' || regexp_replace(sibling ->> 'url', '.*/', ''), ','
                        ORDER BY sibling ->> 'language') FROM jsonb_array_elements(doc -> 'translations') sibling))
                WHEN 'withdrawn' THEN concat_ws('|', 'withdrawn', doc ->> 'reason')
                ELSE concat_ws('|', 'topic', doc -> 'names', doc ->> 'mergedInto') END AS doc
            FROM copy""";

    /** Holds each commit back at random between the place that a change got and the moment that others see it. */
    private static final String SLOW_COMMITS = """
            CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS
                'BEGIN PERFORM pg_sleep(random() * 0.08); RETURN NULL; END';
            CREATE CONSTRAINT TRIGGER dawdle AFTER INSERT OR UPDATE ON change
                DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION dawdle()""";

    static LongStream seeds() {
        return LongStream.rangeClosed(1, Boolean.getBoolean("barid.long") ? 50 : 2);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyCopyEndsAsWhatIsPublished(long seed) throws Exception {
        try (TestArticles articles = slowly();
                Follower first = following(articles, seed, 1);
                Follower second = following(articles, seed, 2)) {
            List<String> ids = new CopyOnWriteArrayList<>();

            write(articles, ids, seed, first, second);

            assertEqualInTheEnd(articles, first, second);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aDatabasePutBackIsFollowedToWhatItHoldsWhileTheCopyIsRead(long seed) throws Exception {
        try (TestArticles articles = slowly();
                Follower first = following(articles, seed, 1);
                Follower second = following(articles, seed, 2)) {
            String name = TestPostgres.nameOf(articles.settings());
            List<String> ids = new CopyOnWriteArrayList<>();
            write(articles, ids, seed, first, second);
            List<String> early = List.copyOf(ids);
            assertEqualInTheEnd(articles, first, second);
            articles.around(() -> TestPostgres.copy(name, name + "_early"));
            write(articles, ids, seed + 1000, first, second);
            assertEqualInTheEnd(articles, first, second);
            long atLeast = early.isEmpty() ? 0 : 1;

            AtomicBoolean done = new AtomicBoolean();
            AtomicLong reads = new AtomicLong();
            AtomicLong rebuilds = new AtomicLong();
            Thread reader = Thread.ofVirtual().start(() -> {
                while (!done.get()) {
                    if (first.size() >= atLeast) {
                        reads.incrementAndGet();
                    } else {
                        throw new AssertionError("the copy was empty on the way");
                    }
                    if (first.rebuilding()) {
                        rebuilds.incrementAndGet();
                    }
                }
            });
            AtomicBoolean failed = new AtomicBoolean();
            reader.setUncaughtExceptionHandler((thread, e) -> failed.set(true));

            articles.around(() -> TestPostgres.copy(name + "_early", name));
            write(articles, new CopyOnWriteArrayList<>(early), seed + 2000, first, second);

            assertEqualInTheEnd(articles, first, second);
            done.set(true);
            reader.join();
            assertThat(failed).isFalse();
            assertThat(reads.get()).isPositive();
            assertThat(rebuilds.get()).as("seen while it rebuilds").isPositive();
        }
    }

    private static TestArticles slowly() {
        TestArticles articles = TestArticles.start();
        TestPostgres.execute(TestPostgres.nameOf(articles.settings()), SLOW_COMMITS);
        return articles;
    }

    private static Follower following(TestArticles articles, long seed, int number) {
        Follower follower = new Follower(articles.uri("/"), seed * 31 + number, CRASHES);
        follower.start(0);
        follower.start(1);
        return follower;
    }

    /** Eight writers at once, while replicas are stopped and started from their stored cursor. */
    private static void write(TestArticles articles, List<String> ids, long seed, Follower... followers)
            throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> writers = new ArrayList<>();
            AtomicInteger acts = new AtomicInteger();
            for (int i = 0; i < WRITERS; i++) {
                Writer writer = new Writer(articles, ids, seed * 100 + i);
                writers.add(threads.submit(() -> {
                    for (int act = 0; act < ACTS; act++) {
                        writer.act();
                        acts.incrementAndGet();
                    }
                }));
            }
            Random random = new Random(seed);
            while (writers.stream().anyMatch(writer -> !writer.isDone())) {
                int next = acts.get() + 1 + random.nextInt(15);
                Await.until(
                        "some acts later",
                        () -> acts.get() >= next || writers.stream().allMatch(Future::isDone));
                followers[random.nextInt(followers.length)].restart(random.nextInt(2));
            }
            for (Future<?> writer : writers) {
                writer.get();
            }
        }
    }

    private static void assertEqualInTheEnd(TestArticles articles, Follower... followers) {
        try (Database database = Database.open(articles.settings())) {
            SortedMap<String, String> published = Follower.read(database, PUBLIC);
            assertThat(published).isNotEmpty();
            for (Follower follower : followers) {
                try {
                    Await.until(
                            "the copy is what is published",
                            Duration.ofSeconds(20),
                            () -> !follower.rebuilding()
                                    && follower.told(COPIED).equals(published));
                } catch (AssertionError e) {
                    assertThat(follower.told(COPIED)).isEqualTo(published);
                }
            }
        }
    }
}
