package barid.feed.entries;

import barid.kit.changes.Change;
import barid.kit.changes.ChangeJson;
import io.helidon.dbclient.DbExecute;
import io.helidon.dbclient.DbRow;
import io.helidon.dbclient.DbStatementQuery;
import org.jspecify.annotations.Nullable;

import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** Entries, tombstones and their places; every statement that draws a position runs under the follower's lock. */
final class EntryStore {
    private static final String SELECT = """
            SELECT e.article, e.language, e.entry_id, cast(e.snapshot AS text) AS snapshot, e.withdrawn_at, e.reason
            FROM entry e""";

    private static final String KNOWN = SELECT + """
             JOIN unnest(:articles, :languages) AS asked (article, language)
            ON e.article = cast(asked.article AS uuid) AND e.language = asked.language""";

    private static final String PUT = """
            INSERT INTO entry (article, language, entry_id, snapshot, topics, published, updated)
            VALUES (cast(:article AS uuid), :language, :entryId, cast(:snapshot AS jsonb), :topics, :published, :updated)
            ON CONFLICT (article, language) DO UPDATE SET
                entry_id = excluded.entry_id, snapshot = excluded.snapshot, topics = excluded.topics,
                published = excluded.published, updated = excluded.updated, withdrawn_at = NULL, reason = NULL""";

    /** The text goes with the withdrawal. */
    private static final String BURY = """
            INSERT INTO entry (article, language, entry_id, withdrawn_at, reason)
            VALUES (cast(:article AS uuid), :language, :entryId, :withdrawn, :reason)
            ON CONFLICT (article, language) DO UPDATE SET
                entry_id = excluded.entry_id, snapshot = NULL, topics = '{}', published = NULL, updated = NULL,
                withdrawn_at = excluded.withdrawn_at, reason = excluded.reason""";

    private static final String STAND = """
            WITH made AS (INSERT INTO feed (key) VALUES (:feed) ON CONFLICT DO NOTHING)
            INSERT INTO feed_member (feed, article, language, position, published, leaves_at)
            VALUES (:feed, cast(:article AS uuid), :language, nextval('feed_position'),
                    cast(:published AS timestamptz), cast(:leaves AS timestamptz))
            ON CONFLICT (feed, article, language) DO UPDATE SET
                position = excluded.position, published = excluded.published, leaves_at = excluded.leaves_at,
                left_feed = false, gone_at = NULL""";

    /** The feeds in which the entry is live. */
    private static final String FEEDS = """
            SELECT feed FROM feed_member
            WHERE article = cast(:article AS uuid) AND language = :language AND published IS NOT NULL ORDER BY feed""";

    /** Entries that stand elsewhere and are no longer of this topic. */
    private static final String PART = """
            UPDATE feed_member SET position = nextval('feed_position'), published = NULL, leaves_at = :leaves,
                left_feed = false, gone_at = :now
            WHERE feed = :feed AND article = cast(:article AS uuid) AND language = :language AND published IS NOT NULL""";

    /** Newer after older, so that the feed's end stays its newest; who is there already keeps the place. */
    private static final String BRING = """
            WITH brought AS (
                SELECT e.language || '/topics/' || cast(:topic AS text) AS feed, e.article, e.language, e.published
                FROM entry e WHERE e.snapshot IS NOT NULL AND e.topics && cast(:slugs AS text[])
            ), made AS (
                INSERT INTO feed (key) SELECT DISTINCT feed FROM brought ON CONFLICT DO NOTHING
            ), entered AS (
                INSERT INTO feed_member AS m (feed, article, language, position, published)
                SELECT feed, article, language, nextval('feed_position'), published
                FROM (SELECT * FROM brought b
                      WHERE NOT EXISTS (SELECT FROM feed_member s WHERE s.feed = b.feed AND s.article = b.article
                          AND s.language = b.language AND s.published IS NOT NULL)
                      ORDER BY published, article, language) ordered
                ON CONFLICT (feed, article, language) DO UPDATE SET
                    position = excluded.position, published = excluded.published, leaves_at = NULL, left_feed = false,
                    gone_at = NULL
                RETURNING feed
            )
            SELECT DISTINCT feed FROM entered""";

    /** Those that no slug of {@code kept} holds there. */
    private static final String TAKE_OUT = """
            WITH out AS (
                UPDATE feed_member m SET position = nextval('feed_position'), published = NULL, leaves_at = :leaves,
                    left_feed = false, gone_at = :now
                FROM entry e
                WHERE e.article = m.article AND e.language = m.language AND m.published IS NOT NULL
                    AND m.feed = e.language || '/topics/' || cast(:topic AS text) AND e.topics && cast(:slugs AS text[])
                    AND NOT e.topics && cast(:kept AS text[])
                RETURNING m.feed
            )
            SELECT DISTINCT feed FROM out""";

    /** Nobody reads the feed of a merged topic: its address leads to the other's. */
    private static final String CLEAR = """
            DELETE FROM feed_member WHERE feed IN (SELECT key FROM feed WHERE key LIKE '%/topics/' || cast(:topic AS text))""";

    /** A feed in every language that has one. */
    private static final String MAKE_TOPIC_FEEDS = """
            INSERT INTO feed (key)
            SELECT split_part(f.key, '/', 1) || '/topics/' || t.slug
            FROM feed f, topic t
            WHERE f.key LIKE '%/articles' AND t.merged_into IS NULL
              AND (t.slug = cast(:topic AS text) OR f.key = cast(:articles AS text))
            ON CONFLICT DO NOTHING""";

    private static final String MAKE_FEED = "INSERT INTO feed (key) VALUES (:feed) ON CONFLICT DO NOTHING";

    private static final String IS_NEW = "SELECT NOT EXISTS (SELECT FROM feed WHERE key = :feed) AS fresh";

    private static final String MOVE_FEED = """
            UPDATE feed SET position = greatest(position, (SELECT max(m.position) FROM feed_member m WHERE m.feed = :feed))
            WHERE key = :feed""";

    /** Moves no member: a name is a label. What was merged into the topic bears its name too. */
    private static final String RELABEL = """
            WITH RECURSIVE named (slug) AS (
                SELECT cast(:slug AS text)
                UNION SELECT topic.slug FROM topic JOIN named ON topic.merged_into = named.slug)
            UPDATE feed SET position = nextval('feed_position')
            WHERE key LIKE '%/topics/' || cast(:slug AS text) OR EXISTS (
                SELECT 1 FROM feed_member m JOIN entry e USING (article, language)
                WHERE m.feed = feed.key AND m.published IS NOT NULL
                AND e.topics && (SELECT array_agg(slug) FROM named))""";

    /** What stands after the last closed page is in the document for another reason, so nothing is seen to leave. */
    private static final String LEAVE = """
            WITH leaving AS (
                UPDATE feed_member SET left_feed = true WHERE leaves_at <= :now AND NOT left_feed RETURNING feed, position)
            UPDATE feed SET position = nextval('feed_position')
            WHERE EXISTS (SELECT 1 FROM leaving l WHERE l.feed = feed.key AND l.position <= feed.closed)""";

    private static final String UNSEEN = SELECT + """
             WHERE e.snapshot IS NOT NULL
            AND cast(e.article AS text) || chr(58) || e.language NOT IN (SELECT key FROM change_seen)
            ORDER BY e.article, e.language""";

    private static final String NOTIFY = "SELECT pg_notify(:channel, '')";

    /** What the copy holds of a translation. */
    sealed interface Known {
        String key();

        record Live(Change.Published as) implements Known {
            @Override
            public String key() {
                return as.key();
            }
        }

        record Gone(Change.Withdrawn as) implements Known {
            @Override
            public String key() {
                return as.key();
            }
        }
    }

    /** What is known of the translations that the changes are about, by {@link Change#key()}. */
    Map<String, Known> known(DbExecute tx, List<Change> changes) {
        List<String[]> asked = changes.stream().flatMap(EntryStore::translation).toList();
        Map<String, Known> known = new HashMap<>();
        if (asked.isEmpty()) {
            return known;
        }
        tx.createNamedQuery("entry.known", KNOWN)
                .addParam("articles", asked.stream().map(pair -> pair[0]).toArray(String[]::new))
                .addParam("languages", asked.stream().map(pair -> pair[1]).toArray(String[]::new))
                .execute()
                .map(EntryStore::toKnown)
                .forEach(entry -> known.put(entry.key(), entry));
        return known;
    }

    private static Stream<String[]> translation(Change change) {
        return switch (change) {
            case Change.Published p ->
                Stream.<String[]>of(new String[] {p.article().toString(), CleanText.of(p.language())});
            case Change.Withdrawn w ->
                Stream.<String[]>of(new String[] {w.article().toString(), CleanText.of(w.language())});
            case Change.Topic t -> Stream.empty();
        };
    }

    void put(DbExecute tx, Change.Published entry) {
        tx.createNamedInsert("entry.put", PUT)
                .addParam("article", entry.article().toString())
                .addParam("language", entry.language())
                .addParam("entryId", entry.entryId())
                .addParam("snapshot", ChangeJson.write(entry))
                .addParam("topics", entry.topics().toArray(String[]::new))
                .addParam("published", utc(entry.published()))
                .addParam("updated", utc(entry.updated()))
                .execute();
    }

    void bury(DbExecute tx, Change.Withdrawn entry) {
        tx.createNamedInsert("entry.bury", BURY)
                .addParam("article", entry.article().toString())
                .addParam("language", entry.language())
                .addParam("entryId", entry.entryId())
                .addParam("withdrawn", utc(entry.withdrawn()))
                .addParam("reason", entry.reason())
                .execute();
    }

    /** Gives the entry the newest place in the feed. */
    void enter(DbExecute tx, FeedKey feed, Change.Published entry) {
        tx.createNamedInsert("feed-member.enter", STAND)
                .addParam("feed", feed.text())
                .addParam("article", entry.article().toString())
                .addParam("language", entry.language())
                .addParam("published", utc(entry.published()))
                .addParam("leaves", (OffsetDateTime) null)
                .execute();
    }

    /** Gives a tombstone the newest place in the feed. */
    void leaveTombstone(DbExecute tx, FeedKey feed, Change.Withdrawn entry, Instant leaves) {
        tx.createNamedInsert("feed-member.tombstone", STAND)
                .addParam("feed", feed.text())
                .addParam("article", entry.article().toString())
                .addParam("language", entry.language())
                .addParam("published", (OffsetDateTime) null)
                .addParam("leaves", utc(leaves))
                .execute();
    }

    /** The feeds in which the entry is live now. */
    List<FeedKey> feeds(DbExecute tx, UUID article, String language) {
        return tx.createNamedQuery("feed-member.feeds", FEEDS)
                .addParam("article", article.toString())
                .addParam("language", language)
                .execute()
                .map(row -> new FeedKey(row.column("feed").getString()))
                .toList();
    }

    /** The entry is no longer of the feed's topic. */
    void part(DbExecute tx, FeedKey feed, Change.Published entry, Instant now, Instant leaves) {
        tx.createNamedUpdate("feed-member.part", PART)
                .addParam("feed", feed.text())
                .addParam("article", entry.article().toString())
                .addParam("language", entry.language())
                .addParam("now", utc(now))
                .addParam("leaves", utc(leaves))
                .execute();
    }

    /** Brings the live entries that name one of {@code slugs} into the topic's feeds; those that it touched. */
    List<FeedKey> bring(DbExecute tx, String topic, Set<String> slugs) {
        return touched(tx.createNamedQuery("feed-member.bring", BRING)
                .addParam("topic", topic)
                .addParam("slugs", slugs.toArray(String[]::new)));
    }

    /** Takes those that name one of {@code slugs}, and none of {@code kept}, out of the topic's feeds; those touched. */
    List<FeedKey> takeOut(
            DbExecute tx, String topic, Set<String> slugs, Set<String> kept, Instant now, Instant leaves) {
        return touched(tx.createNamedQuery("feed-member.take-out", TAKE_OUT)
                .addParam("topic", topic)
                .addParam("slugs", slugs.toArray(String[]::new))
                .addParam("kept", kept.toArray(String[]::new))
                .addParam("now", utc(now))
                .addParam("leaves", utc(leaves)));
    }

    private static List<FeedKey> touched(DbStatementQuery statement) {
        return statement
                .execute()
                .map(row -> new FeedKey(row.column("feed").getString()))
                .toList();
    }

    /** Empties the feeds of a topic that was merged. */
    void clear(DbExecute tx, String topic) {
        tx.createNamedDelete("feed-member.clear", CLEAR)
                .addParam("topic", topic)
                .execute();
    }

    /** Makes the feeds of a topic, in every language that has feeds. */
    void makeFeeds(DbExecute tx, Change.Topic topic) {
        makeFeeds(tx, topic.slug(), null);
    }

    /** Makes the feeds of all topics in a language that had none before; {@link #isNew} tells. */
    void makeFeeds(DbExecute tx, String language) {
        makeFeeds(tx, null, FeedKey.articles(language).text());
    }

    private static void makeFeeds(DbExecute tx, @Nullable String topic, @Nullable String articles) {
        tx.createNamedInsert("feed.make-topics", MAKE_TOPIC_FEEDS)
                .addParam("topic", topic)
                .addParam("articles", articles)
                .execute();
    }

    void makeFeed(DbExecute tx, FeedKey feed) {
        tx.createNamedInsert("feed.make", MAKE_FEED)
                .addParam("feed", feed.text())
                .execute();
    }

    boolean isNew(DbExecute tx, FeedKey feed) {
        return tx.createNamedGet("feed.is-new", IS_NEW)
                .addParam("feed", feed.text())
                .execute()
                .orElseThrow()
                .column("fresh")
                .getBoolean();
    }

    /** Moves the feed to the position of its newest member. */
    void moveFeed(DbExecute tx, FeedKey feed) {
        tx.createNamedUpdate("feed.move", MOVE_FEED)
                .addParam("feed", feed.text())
                .execute();
    }

    /** Touches the feeds in which the topic's name is read. */
    void relabel(DbExecute tx, String slug) {
        tx.createNamedUpdate("feed.relabel", RELABEL).addParam("slug", slug).execute();
    }

    /** Lets the tombstones leave that have stood long enough; how many feeds that touched. */
    long leave(DbExecute tx, Instant now) {
        return tx.createNamedUpdate("feed-member.leave", LEAVE)
                .addParam("now", utc(now))
                .execute();
    }

    /** The live entries that a rebuild did not see. */
    List<Change.Published> unseen(DbExecute tx) {
        return tx.createNamedQuery("entry.unseen", UNSEEN)
                .execute()
                .map(EntryStore::toKnown)
                .filter(Known.Live.class::isInstance)
                .map(entry -> ((Known.Live) entry).as())
                .toList();
    }

    void notify(DbExecute tx, String channel) {
        tx.createNamedGet("feed.notify", NOTIFY).addParam("channel", channel).execute();
    }

    private static Known toKnown(DbRow row) {
        return Optional.ofNullable(row.column("snapshot").get(String.class))
                .<Known>map(json -> new Known.Live((Change.Published) ChangeJson.read(json)))
                .orElseGet(() -> new Known.Gone(new Change.Withdrawn(
                        0,
                        row.column("article").get(UUID.class),
                        row.column("language").getString(),
                        row.column("entry_id").getString(),
                        row.column("withdrawn_at").get(Timestamp.class).toInstant(),
                        row.column("reason").getString())));
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
