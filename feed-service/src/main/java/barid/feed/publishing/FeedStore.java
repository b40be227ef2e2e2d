package barid.feed.publishing;

import barid.feed.entries.Entry;
import barid.feed.entries.FeedKey;
import barid.feed.entries.Tombstone;
import barid.feed.entries.TopicStore;
import barid.feed.entries.Topics;
import barid.kit.changes.Change;
import barid.kit.changes.ChangeJson;
import barid.kit.db.Database;
import io.helidon.dbclient.DbExecute;
import io.helidon.dbclient.DbRow;

import java.sql.Timestamp;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** Reads feeds for rendering and keeps the Last-Modified of each rendered state. */
public final class FeedStore {
    /** How many entries RSS has, and Atom at least. */
    static final int NEWEST = 50;

    private static final String ENSURE = "INSERT INTO feed (key) SELECT unnest(:keys) ON CONFLICT DO NOTHING";

    private static final String ENSURE_TOPICS = """
            INSERT INTO feed (key)
            SELECT split_part(f.key, '/', 1) || '/topics/' || t.slug FROM feed f, topic t
            WHERE f.key LIKE '%/articles' AND f.key NOT LIKE 'partners/%' AND t.merged_into IS NULL
            ON CONFLICT DO NOTHING""";

    private static final String HEADS = """
            SELECT f.key, f.position, f.closed, g.value AS generation, g.made_at, follower.tag_authority
            FROM feed f, generation g, follower""";

    private static final String HEAD = HEADS + " WHERE f.key = :feed";

    private static final String ONE_SNAPSHOT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY";

    /** Two index scans instead of one condition, so that the length of the archive does not matter. */
    private static final String ENTRIES = """
            WITH standing (article, language, published, newest) AS (
                (SELECT article, language, published, true FROM feed_member
                 WHERE feed = :feed AND published IS NOT NULL
                 ORDER BY published DESC, article, language LIMIT :newest)
                UNION ALL
                SELECT article, language, published, false FROM feed_member
                WHERE feed = :feed AND published IS NOT NULL AND position > :closed)
            SELECT cast(e.snapshot AS text) AS snapshot, s.newest
            FROM (SELECT article, language, published, bool_or(newest) AS newest FROM standing GROUP BY 1, 2, 3) s
            JOIN entry e USING (article, language)
            ORDER BY s.published DESC, s.article, s.language""";

    private static final String TOMBSTONES = """
            SELECT e.article, e.language, e.entry_id, coalesce(m.gone_at, e.withdrawn_at) AS gone_at,
                -- what only left the topic stands elsewhere, and was not withdrawn for a reason
                CASE WHEN m.gone_at IS NULL THEN e.reason ELSE '' END AS reason
            FROM feed_member m JOIN entry e USING (article, language)
            WHERE m.feed = :feed AND m.leaves_at IS NOT NULL AND (NOT m.left_feed OR m.position > :closed)
            ORDER BY m.position DESC""";

    /**
     * Whoever renders a state first gives it its time, later than that of any state before; an older state changes nothing.
     * The same position with another hash is another build's or another setting's rendering: a state of its own.
     */
    private static final String SETTLE = """
            INSERT INTO render AS r (feed, format, position, content_hash, last_modified)
            VALUES (:feed, :format, :position, :hash, :second)
            ON CONFLICT (feed, format) DO UPDATE SET
                position = excluded.position, content_hash = excluded.content_hash,
                last_modified = greatest(excluded.last_modified, r.last_modified + interval '1 second')
            WHERE r.position <= excluded.position
            AND (r.position, r.content_hash) <> (excluded.position, excluded.content_hash)""";

    private static final String SETTLED = """
            SELECT last_modified FROM render
            WHERE feed = :feed AND format = :format AND position = :position AND content_hash = :hash""";

    private final Database database;
    private final TopicStore topics = new TopicStore();

    /** A feed's newest state, without what stands in it. */
    record Head(
            FeedKey feed,
            String generation,
            Instant madeAt,
            Optional<String> tagAuthority,
            long position,
            long closed) {}

    public FeedStore(Database database) {
        this.database = database;
    }

    /** Makes the feeds of these languages, and those over all languages, empty, where they are not there. */
    public void ensure(List<String> languages) {
        database.client()
                .execute()
                .createNamedInsert("feed.ensure", ENSURE)
                .addParam(
                        "keys",
                        Stream.concat(Stream.of(FeedKey.ALL), languages.stream())
                                .map(language -> FeedKey.articles(language).text())
                                .toArray(String[]::new))
                .execute();
        database.client()
                .execute()
                .createNamedInsert("feed.ensure-topics", ENSURE_TOPICS)
                .execute();
    }

    /** Every topic as it is announced. */
    Topics topics() {
        return topics.all(database.client().execute());
    }

    /** The newest state of every feed. */
    List<Head> heads() {
        return database.client()
                .execute()
                .createNamedQuery("feed.heads", HEADS)
                .execute()
                .map(FeedStore::toHead)
                .toList();
    }

    /** The feed whole, as it stands at one moment. */
    FeedState read(FeedKey feed) {
        return database.transactions().inTransaction(tx -> {
            tx.createNamedDmlStatement("feed.one-snapshot", ONE_SNAPSHOT).execute();
            Head head = tx.createNamedGet("feed.head", HEAD)
                    .addParam("feed", feed.text())
                    .execute()
                    .map(FeedStore::toHead)
                    .orElseThrow();
            return new FeedState(
                    feed,
                    head.generation(),
                    head.madeAt(),
                    head.tagAuthority().orElseThrow(),
                    head.position(),
                    entries(tx, head),
                    tombstones(tx, head),
                    topics.all(tx));
        });
    }

    private static List<Entry> entries(DbExecute tx, Head head) {
        return tx.createNamedQuery("feed.entries", ENTRIES)
                .addParam("feed", head.feed().text())
                .addParam("newest", NEWEST)
                .addParam("closed", head.closed())
                .execute()
                .map(row -> new Entry(
                        (Change.Published)
                                ChangeJson.read(row.column("snapshot").getString()),
                        row.column("newest").getBoolean()))
                .toList();
    }

    private static List<Tombstone> tombstones(DbExecute tx, Head head) {
        return tx.createNamedQuery("feed.tombstones", TOMBSTONES)
                .addParam("feed", head.feed().text())
                .addParam("closed", head.closed())
                .execute()
                .map(row -> new Tombstone(
                        row.column("article").get(UUID.class),
                        row.column("language").getString(),
                        row.column("entry_id").getString(),
                        instant(row, "gone_at"),
                        row.column("reason").getString()))
                .toList();
    }

    /** The Last-Modified of a state rendered at {@code second}; empty if another replica has rendered a later one. */
    Optional<Instant> settle(FeedDocument document, long position, String hash, Instant second) {
        DbExecute db = database.client().execute();
        db.createNamedInsert("render.settle", SETTLE)
                .addParam("feed", document.feed().text())
                .addParam("format", document.format().extension())
                .addParam("position", position)
                .addParam("hash", hash)
                .addParam("second", second.atOffset(ZoneOffset.UTC))
                .execute();
        return db.createNamedGet("render.settled", SETTLED)
                .addParam("feed", document.feed().text())
                .addParam("format", document.format().extension())
                .addParam("position", position)
                .addParam("hash", hash)
                .execute()
                .map(row -> instant(row, "last_modified"));
    }

    private static Head toHead(DbRow row) {
        return new Head(
                new FeedKey(row.column("key").getString()),
                row.column("generation").getString(),
                instant(row, "made_at"),
                Optional.ofNullable(row.column("tag_authority").get(String.class)),
                row.column("position").getLong(),
                row.column("closed").getLong());
    }

    private static Instant instant(DbRow row, String column) {
        return row.column(column).get(Timestamp.class).toInstant();
    }
}
