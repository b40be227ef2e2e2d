package barid.feed.entries;

import io.helidon.dbclient.DbExecute;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.ZoneOffset;

/** The feeds as such: that they are there, where each stands, what of it is closed. */
final class FeedRowStore {
    /** Positions are drawn under this lock alone, so that whoever reads up to one has missed none before it. */
    private static final String LOCK = "SELECT singleton FROM follower FOR UPDATE";

    private static final String MAKE = "INSERT INTO feed (key) VALUES (:feed) ON CONFLICT DO NOTHING";

    private static final String IS_NEW = "SELECT NOT EXISTS (SELECT FROM feed WHERE key = :feed) AS fresh";

    /** A feed in every language that has one, and over all of them. */
    private static final String MAKE_OF_TOPICS = """
            INSERT INTO feed (key)
            SELECT split_part(f.key, '/', 1) || '/topics/' || t.slug
            FROM feed f, topic t
            WHERE f.key LIKE '%/articles' AND f.key NOT LIKE 'partners/%' AND t.merged_into IS NULL
              AND (t.slug = cast(:topic AS text) OR f.key = cast(:articles AS text))
            ON CONFLICT DO NOTHING""";

    private static final String MOVE = """
            UPDATE feed f SET position = greatest(f.position, t.position), ping = greatest(f.ping, t.ping)
            FROM unnest(cast(:feeds AS text[]), cast(:positions AS bigint[]), cast(:pings AS bigint[]))
                AS t (feed, position, ping)
            WHERE f.key = t.feed""";

    private static final String CLOSE = "SELECT close_pages(cast(:feeds AS text[])) AS pages";

    /**
     * Moves no member: a name is a label. What was merged into the topic bears its name too, and a feed of the topic has it
     * in its title.
     */
    private static final String RELABEL = """
            WITH RECURSIVE named (slug) AS (
                SELECT cast(:slug AS text)
                UNION SELECT topic.slug FROM topic JOIN named ON topic.merged_into = named.slug
            ), labelled AS (
                SELECT m.feed FROM entry e JOIN feed_member m USING (article, language)
                WHERE m.published IS NOT NULL AND e.topics && (SELECT array_agg(slug) FROM named)
            )
            UPDATE feed SET (position, labelled) = (SELECT p, p FROM (SELECT nextval('feed_position') AS p) drawn)
            WHERE substr(key, strpos(key, '/') + 1) = 'topics/' || cast(:slug AS text) OR key IN (SELECT feed FROM labelled)""";

    /** What stands after the last closed page is in the document for another reason, so nothing is seen to leave. */
    private static final String LEAVE = """
            WITH leaving AS (
                UPDATE feed_member SET left_feed = true WHERE leaves_at <= :now AND NOT left_feed RETURNING feed, position)
            UPDATE feed SET position = nextval('feed_position')
            WHERE EXISTS (SELECT 1 FROM leaving l WHERE l.feed = feed.key AND l.position <= feed.closed)""";

    private static final String NOTIFY = "SELECT pg_notify(:channel, '')";

    /** Waits until nobody else moves anything, and holds the others up to the end of the transaction. */
    void lock(DbExecute tx) {
        tx.createNamedGet("feed.lock", LOCK).execute();
    }

    void make(DbExecute tx, FeedKey feed) {
        tx.createNamedInsert("feed.make", MAKE).addParam("feed", feed.text()).execute();
    }

    boolean isNew(DbExecute tx, FeedKey feed) {
        return tx.createNamedGet("feed.is-new", IS_NEW)
                .addParam("feed", feed.text())
                .execute()
                .orElseThrow()
                .column("fresh")
                .getBoolean();
    }

    /** Makes the feeds of a topic, in every language that has feeds. */
    void makeOfTopic(DbExecute tx, String slug) {
        makeOfTopics(tx, slug, null);
    }

    /** Makes the feeds of all topics in a language that had none before; {@link #isNew} tells. */
    void makeOfTopics(DbExecute tx, String language) {
        makeOfTopics(tx, null, FeedKey.articles(language).text());
    }

    private static void makeOfTopics(DbExecute tx, @Nullable String topic, @Nullable String articles) {
        tx.createNamedInsert("feed.make-of-topics", MAKE_OF_TOPICS)
                .addParam("topic", topic)
                .addParam("articles", articles)
                .execute();
    }

    /** Moves the feeds to where they were touched, and closes each archive page that became full. */
    void settle(DbExecute tx, Touches touches) {
        if (touches.isEmpty()) {
            return;
        }
        String[] feeds = touches.feeds().stream().map(FeedKey::text).toArray(String[]::new);
        tx.createNamedUpdate("feed.move", MOVE)
                .addParam("feeds", feeds)
                .addParam("positions", touches.positions())
                .addParam("pings", touches.pings())
                .execute();
        tx.createNamedGet("feed.close", CLOSE).addParam("feeds", feeds).execute();
    }

    /** Touches the feeds in which the topic's name is read. */
    void relabel(DbExecute tx, String slug) {
        tx.createNamedUpdate("feed.relabel", RELABEL).addParam("slug", slug).execute();
    }

    /** Lets the tombstones leave that have stood long enough; how many feeds that touched. */
    long leave(DbExecute tx, Instant now) {
        return tx.createNamedUpdate("feed.leave", LEAVE)
                .addParam("now", now.atOffset(ZoneOffset.UTC))
                .execute();
    }

    void notify(DbExecute tx, String channel) {
        tx.createNamedGet("feed.notify", NOTIFY).addParam("channel", channel).execute();
    }
}
