package barid.feed.entries;

import barid.feed.Translations;
import barid.kit.changes.Change;
import barid.kit.changes.ChangeJson;
import io.helidon.dbclient.DbExecute;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

/** What a change costs does not depend on how much was published before: 100,000 entries, a million with {@code barid.long}. */
class LargeArchiveIT {
    private static final int ENTRIES = Boolean.getBoolean("barid.long") ? 1_000_000 : 100_000;

    /** Their references are right by construction, and checking each would take most of the time. */
    private static final String FILL = """
            SET session_replication_role = replica;
            INSERT INTO topic (slug, names) SELECT 'topic-' || n, '{"en":"Topic"}' FROM generate_series(0, 9) AS n;
            INSERT INTO entry (article, language, entry_id, snapshot, topics, published, updated)
            SELECT id, 'en', 'tag:' || id, jsonb_set('%1$s', '{article}', to_jsonb(cast(id AS text))), topics, at, at
            FROM (SELECT cast(md5(cast(n AS text)) AS uuid) AS id, ARRAY['topic-' || n %% 10] AS topics,
                    timestamptz '2020-01-01Z' + n * interval '1 minute' AS at
                  FROM generate_series(1, %2$d) AS n) numbered;
            INSERT INTO feed (key)
            SELECT prefix || rest FROM (VALUES ('en'), ('all')) AS p (prefix),
                (SELECT '/articles' AS rest UNION SELECT '/topics/' || slug FROM topic) r
            ON CONFLICT DO NOTHING;
            INSERT INTO feed VALUES ('partners/who');
            INSERT INTO selection VALUES ('partners/who', '{en}', '{topic-1,topic-2}');
            INSERT INTO feed_member (feed, article, language, position, published)
            SELECT f.feed, e.article, e.language, nextval('feed_position'), e.published
            FROM (SELECT * FROM entry ORDER BY published) e, LATERAL (
                VALUES ('en/articles'), ('all/articles'), ('en/topics/' || e.topics[1]), ('all/topics/' || e.topics[1]),
                    (CASE WHEN e.topics[1] IN ('topic-1', 'topic-2') THEN 'partners/who' END)) AS f (feed)
            WHERE f.feed IS NOT NULL;
            UPDATE feed SET position = (SELECT max(position) FROM feed_member WHERE feed = key);
            SET session_replication_role = origin;
            SELECT close_pages(array_agg(key)) FROM feed;
            ANALYZE""";

    private static final String READ = """
            SELECT coalesce(sum(seq_tup_read), 0) || ' ' || coalesce(sum(seq_tup_read + idx_tup_fetch), 0) AS line
            FROM pg_stat_xact_user_tables WHERE relname IN ('feed_member', 'entry', 'archive_page')""";

    private static CopyOfTheFeed copy;

    @BeforeAll
    static void fill() {
        copy = new CopyOfTheFeed();
        copy.force(FILL.formatted(
                ChangeJson.write(Translations.titled("article").on("topic-1").at(0)), ENTRIES));
    }

    @AfterAll
    static void close() {
        copy.close();
    }

    /** Rows read of the large tables one after the other, and all rows read of them. */
    private static long[] read(DbExecute tx) {
        String[] numbers = tx.query(READ)
                .map(row -> row.column("line").getString())
                .toList()
                .getFirst()
                .split(" ");
        return new long[] {Long.parseLong(numbers[0]), Long.parseLong(numbers[1])};
    }

    private static void isCheap(Consumer<DbExecute> work) {
        copy.database.transactions().run(tx -> {
            long[] before = read(tx);
            work.accept(tx);
            long[] after = read(tx);
            assertThat(after[0] - before[0]).as("rows read by scanning a table").isZero();
            assertThat(after[1] - before[1]).as("rows read").isBetween(1L, 2_000L);
        });
    }

    @Test
    void aPublicationARevisionAndAWithdrawalReadNoMoreThanTheirOwn() {
        Translations entry = Translations.titled("new").on("topic-1", "topic-3");
        isCheap(tx -> copy.updates.apply(tx, List.of(entry.at(1))));
        isCheap(tx ->
                copy.updates.apply(tx, List.of(entry.on("topic-2").revised(2).at(2))));
        isCheap(tx -> copy.updates.apply(tx, List.of(entry.withdrawn(Translations.NOON, "why"))));
    }

    @Test
    void theOldestEntryIsWithdrawnOutOfItsPagesAtNoMoreCost() {
        String oldest = copy.lines(
                        "SELECT cast(article AS text) AS line FROM entry WHERE published = '2020-01-01T00:01Z'")
                .getFirst();
        copy.force("UPDATE archive_page SET document = 'made' WHERE previous IS NULL");
        isCheap(tx -> copy.updates.apply(
                tx,
                List.of(new Change.Withdrawn(
                        1, UUID.fromString(oldest), "en", "tag:" + oldest, Translations.NOON, "why"))));
        assertThat(copy.number("SELECT count(*) FROM archive_page WHERE previous IS NULL AND document IS NULL"))
                .isEqualTo(5);
    }

    @Test
    void aPageIsClosedAtNoMoreCost() {
        long pages = copy.number("SELECT count(*) FROM archive_page WHERE feed = 'en/articles'");
        for (int n = 0; n < 5; n++) {
            int from = n * 10;
            isCheap(tx -> copy.updates.apply(
                    tx,
                    IntStream.range(from, from + 10)
                            .<Change>mapToObj(i -> Translations.titled("fresh " + i)
                                    .on("topic-9")
                                    .at(i))
                            .toList()));
        }
        assertThat(copy.number("SELECT count(*) FROM archive_page WHERE feed = 'en/articles'"))
                .isGreaterThan(pages);
    }

    @Test
    void thePartnersEntryIsTouchedAtNoMoreCost() {
        String one = copy.lines("SELECT cast(article AS text) AS line FROM entry WHERE published = '2020-01-01T00:02Z'")
                .getFirst();
        isCheap(tx -> new EntryTouches("feeds").touch(tx, UUID.fromString(one), "en"));
    }

    @Test
    void theMembersOfAPageAreFoundByTheIndex() {
        for (String feed : List.of("en/articles", "all/articles", "en/topics/topic-1", "partners/who")) {
            assertThat(copy.lines("SELECT 'x' AS line FROM feed_member WHERE feed = '" + feed + "' LIMIT 1"))
                    .hasSize(1);
            isCheap(tx -> {
                List<String> page = tx.query(
                                "SELECT position || ' ' || previous AS line FROM archive_page WHERE feed = '" + feed
                                        + "' AND previous > 0 ORDER BY position LIMIT 1")
                        .map(row -> row.column("line").getString())
                        .toList();
                String[] bounds = page.getFirst().split(" ");
                assertThat(tx.createNamedQuery("test.members", """
                                        SELECT article FROM feed_member
                                        WHERE feed = :feed AND position > :previous AND position <= :position
                                        ORDER BY position""")
                                .addParam("feed", feed)
                                .addParam("previous", Long.parseLong(bounds[1]))
                                .addParam("position", Long.parseLong(bounds[0]))
                                .execute()
                                .toList())
                        .hasSizeLessThanOrEqualTo(50)
                        .isNotEmpty();
            });
        }
    }
}
