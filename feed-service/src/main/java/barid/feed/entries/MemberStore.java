package barid.feed.entries;

import barid.feed.entries.Touches.Place;
import barid.kit.changes.Change;
import io.helidon.dbclient.DbExecute;
import io.helidon.dbclient.DbStatementQuery;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** The places of entries and tombstones in feeds; each draws positions, so each runs under the follower's lock. */
final class MemberStore {
    private static final String ENTER = """
            WITH feeds (feed) AS (
                SELECT unnest(cast(:feeds AS text[]))
            ), made AS (
                INSERT INTO feed (key) SELECT feed FROM feeds ON CONFLICT DO NOTHING
            )
            INSERT INTO feed_member (feed, article, language, position, published)
            SELECT feed, cast(:article AS uuid), cast(:language AS text), nextval('feed_position'),
                cast(:published AS timestamptz)
            FROM feeds
            ON CONFLICT (feed, article, language) DO UPDATE SET
                position = excluded.position, published = excluded.published, leaves_at = NULL, left_feed = false,
                gone_at = NULL
            RETURNING feed, position""";

    /** Where the entry stands, live or withdrawn before, its tombstone stands now. */
    private static final String BURY = """
            WITH feeds (feed) AS (
                SELECT unnest(cast(:feeds AS text[]))
                UNION SELECT feed FROM feed_member
                WHERE article = cast(:article AS uuid) AND language = :language AND gone_at IS NULL
            ), made AS (
                INSERT INTO feed (key) SELECT feed FROM feeds ON CONFLICT DO NOTHING
            )
            INSERT INTO feed_member (feed, article, language, position, leaves_at)
            SELECT feed, cast(:article AS uuid), cast(:language AS text), nextval('feed_position'),
                cast(:leaves AS timestamptz)
            FROM feeds
            ON CONFLICT (feed, article, language) DO UPDATE SET
                position = excluded.position, published = NULL, leaves_at = excluded.leaves_at, left_feed = false
            RETURNING feed, position""";

    /**
     * Out of all feeds but these. A tombstone of the withdrawal before has to say by itself when that was, since the entry is
     * about to be public again.
     */
    private static final String PART = """
            UPDATE feed_member SET position = nextval('feed_position'), published = NULL, leaves_at = :leaves,
                left_feed = false, gone_at = :now
            WHERE article = cast(:article AS uuid) AND language = :language AND gone_at IS NULL
                AND feed <> ALL (cast(:feeds AS text[]))
            RETURNING feed, position""";

    private static final String TOUCH = """
            UPDATE feed_member SET position = nextval('feed_position')
            WHERE article = cast(:article AS uuid) AND language = :language AND published IS NOT NULL
            RETURNING feed, position""";

    /** Newer after older, so that the feed's end stays its newest; who is there already keeps the place. */
    private static final String BRING = """
            WITH brought AS (
                SELECT w.prefix || '/topics/' || cast(:topic AS text) AS feed, e.article, e.language, e.published
                FROM entry e CROSS JOIN LATERAL (VALUES (e.language), ('all')) AS w (prefix)
                WHERE e.snapshot IS NOT NULL AND e.topics && cast(:slugs AS text[])
            ), made AS (
                INSERT INTO feed (key) SELECT DISTINCT feed FROM brought ON CONFLICT DO NOTHING
            ), entered AS (
                INSERT INTO feed_member (feed, article, language, position, published)
                SELECT feed, article, language, nextval('feed_position'), published
                FROM (SELECT * FROM brought b
                      WHERE NOT EXISTS (SELECT FROM feed_member s WHERE s.feed = b.feed AND s.article = b.article
                          AND s.language = b.language AND s.published IS NOT NULL)
                      ORDER BY published, article, language, feed) ordered
                ON CONFLICT (feed, article, language) DO UPDATE SET
                    position = excluded.position, published = excluded.published, leaves_at = NULL, left_feed = false,
                    gone_at = NULL
                RETURNING feed, position
            )
            SELECT feed, max(position) AS position FROM entered GROUP BY feed""";

    /** Those that no slug of {@code kept} holds there. */
    private static final String TAKE_OUT = """
            WITH parted AS (
                UPDATE feed_member m SET position = nextval('feed_position'), published = NULL, leaves_at = :leaves,
                    left_feed = false, gone_at = :now
                FROM entry e CROSS JOIN LATERAL (VALUES (e.language), ('all')) AS w (prefix)
                WHERE e.article = m.article AND e.language = m.language AND m.published IS NOT NULL
                    AND m.feed = w.prefix || '/topics/' || cast(:topic AS text) AND e.topics && cast(:slugs AS text[])
                    AND NOT e.topics && cast(:kept AS text[])
                RETURNING m.feed, m.position
            )
            SELECT feed, max(position) AS position FROM parted GROUP BY feed""";

    private static final String FILL = """
            WITH entered AS (
                INSERT INTO feed_member (feed, article, language, position, published)
                SELECT cast(:feed AS text), article, language, nextval('feed_position'), published
                FROM (SELECT e.article, e.language, e.published FROM entry e
                      WHERE e.snapshot IS NOT NULL
                          AND (cardinality(cast(:languages AS text[])) = 0 OR e.language = ANY (cast(:languages AS text[])))
                          AND (cardinality(cast(:slugs AS text[])) = 0 OR e.topics && cast(:slugs AS text[]))
                          AND NOT EXISTS (SELECT FROM feed_member s WHERE s.feed = :feed AND s.article = e.article
                              AND s.language = e.language AND s.published IS NOT NULL)
                      ORDER BY e.published, e.article, e.language) ordered
                ON CONFLICT (feed, article, language) DO UPDATE SET
                    position = excluded.position, published = excluded.published, leaves_at = NULL, left_feed = false,
                    gone_at = NULL
                RETURNING feed, position
            )
            SELECT feed, max(position) AS position FROM entered GROUP BY feed""";

    private static final String SHED = """
            WITH parted AS (
                UPDATE feed_member m SET position = nextval('feed_position'), published = NULL, leaves_at = :leaves,
                    left_feed = false, gone_at = :now
                FROM entry e
                WHERE m.feed = :feed AND m.published IS NOT NULL AND e.article = m.article AND e.language = m.language
                    AND NOT (
                        (cardinality(cast(:languages AS text[])) = 0 OR e.language = ANY (cast(:languages AS text[])))
                        AND (cardinality(cast(:slugs AS text[])) = 0 OR e.topics && cast(:slugs AS text[])))
                RETURNING m.feed, m.position
            )
            SELECT feed, max(position) AS position FROM parted GROUP BY feed""";

    private static final String OF_TOPIC = """
            WHERE feed IN (SELECT key FROM feed
                WHERE substr(key, strpos(key, '/') + 1) = 'topics/' || cast(:topic AS text))""";

    private static final String CLEAR_PAGES = "DELETE FROM archive_page " + OF_TOPIC;

    private static final String CLEAR = "DELETE FROM feed_member " + OF_TOPIC;

    /** Gives the entry the newest place in each of the feeds. */
    List<Place> enter(DbExecute tx, Collection<FeedKey> feeds, Change.Published entry) {
        return places(tx.createNamedQuery("feed-member.enter", ENTER)
                .addParam("feeds", texts(feeds))
                .addParam("article", entry.article().toString())
                .addParam("language", entry.language())
                .addParam("published", utc(entry.published())));
    }

    /** Gives a tombstone the newest place in each of the feeds, and wherever else the entry stands. */
    List<Place> bury(DbExecute tx, Collection<FeedKey> feeds, Change.Withdrawn entry, Instant leaves) {
        return places(tx.createNamedQuery("feed-member.bury", BURY)
                .addParam("feeds", texts(feeds))
                .addParam("article", entry.article().toString())
                .addParam("language", entry.language())
                .addParam("leaves", utc(leaves)));
    }

    /** The entry stands in these feeds alone: elsewhere it leaves a tombstone. */
    List<Place> part(DbExecute tx, Collection<FeedKey> feeds, Change.Published entry, Instant now, Instant leaves) {
        return places(tx.createNamedQuery("feed-member.part", PART)
                .addParam("feeds", texts(feeds))
                .addParam("article", entry.article().toString())
                .addParam("language", entry.language())
                .addParam("now", utc(now))
                .addParam("leaves", utc(leaves)));
    }

    /** Gives the entry the newest place wherever it is live. */
    List<Place> touch(DbExecute tx, UUID article, String language) {
        return places(tx.createNamedQuery("feed-member.touch", TOUCH)
                .addParam("article", article.toString())
                .addParam("language", language));
    }

    /** Brings the live entries that name one of {@code slugs} into the topic's feeds; the newest place in each. */
    List<Place> bring(DbExecute tx, String topic, Set<String> slugs) {
        return places(tx.createNamedQuery("feed-member.bring", BRING)
                .addParam("topic", topic)
                .addParam("slugs", slugs.toArray(String[]::new)));
    }

    /** Takes those that name one of {@code slugs}, and none of {@code kept}, out of the topic's feeds. */
    List<Place> takeOut(DbExecute tx, String topic, Set<String> slugs, Set<String> kept, Instant now, Instant leaves) {
        return places(tx.createNamedQuery("feed-member.take-out", TAKE_OUT)
                .addParam("topic", topic)
                .addParam("slugs", slugs.toArray(String[]::new))
                .addParam("kept", kept.toArray(String[]::new))
                .addParam("now", utc(now))
                .addParam("leaves", utc(leaves)));
    }

    /** Brings into the feed what its selection holds and it lacks; {@code slugs} are all that mean one of its topics. */
    List<Place> fill(DbExecute tx, Selection selection, Set<String> slugs) {
        return places(tx.createNamedQuery("feed-member.fill", FILL)
                .addParam("feed", selection.feed().text())
                .addParam("languages", selection.languages().toArray(String[]::new))
                .addParam("slugs", slugs.toArray(String[]::new)));
    }

    /** Takes out of the feed what its selection does not hold. */
    List<Place> shed(DbExecute tx, Selection selection, Set<String> slugs, Instant now, Instant leaves) {
        return places(tx.createNamedQuery("feed-member.shed", SHED)
                .addParam("feed", selection.feed().text())
                .addParam("languages", selection.languages().toArray(String[]::new))
                .addParam("slugs", slugs.toArray(String[]::new))
                .addParam("now", utc(now))
                .addParam("leaves", utc(leaves)));
    }

    /** Empties the feeds of a topic that was merged, their archives too: nobody reads them, their addresses lead elsewhere. */
    void clear(DbExecute tx, String topic) {
        tx.createNamedDelete("archive-page.clear", CLEAR_PAGES)
                .addParam("topic", topic)
                .execute();
        tx.createNamedDelete("feed-member.clear", CLEAR)
                .addParam("topic", topic)
                .execute();
    }

    private static List<Place> places(DbStatementQuery statement) {
        return statement
                .execute()
                .map(row -> new Place(
                        new FeedKey(row.column("feed").getString()),
                        row.column("position").getLong()))
                .toList();
    }

    private static String[] texts(Collection<FeedKey> feeds) {
        return feeds.stream().map(FeedKey::text).toArray(String[]::new);
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
