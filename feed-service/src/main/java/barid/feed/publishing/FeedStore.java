package barid.feed.publishing;

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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
            SELECT f.key, f.position, f.closed, f.labelled, p.name AS previous,
                   g.value AS generation, g.made_at, follower.tag_authority
            FROM feed f LEFT JOIN archive_page p ON p.feed = f.key AND p.position = f.closed,
                 generation g, follower""";

    private static final String HEAD = HEADS + " WHERE f.key = :feed";

    private static final String ONE_SNAPSHOT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY";

    private static final String LIVE = """
            SELECT e.article, e.language, e.version, s.position, s.newest, e.updated,
                   array_to_string(e.topics, chr(10)) AS topics
            FROM standing s JOIN entry e USING (article, language)
            ORDER BY s.published DESC, s.article, s.language""";

    /** Two index scans instead of one condition, so that the length of the archive does not matter. */
    private static final String ENTRIES = """
            WITH all_standing (article, language, published, position, newest) AS (
                (SELECT article, language, published, position, true FROM feed_member
                 WHERE feed = :feed AND published IS NOT NULL
                 ORDER BY published DESC, article, language LIMIT :newest)
                UNION ALL
                SELECT article, language, published, position, false FROM feed_member
                WHERE feed = :feed AND published IS NOT NULL AND position > :closed),
            standing AS (
                SELECT article, language, published, position, bool_or(newest) AS newest
                FROM all_standing GROUP BY 1, 2, 3, 4)
            """ + LIVE;

    private static final String ENTRIES_OF_PAGE = """
            WITH standing AS (
                SELECT article, language, published, position, false AS newest FROM feed_member
                WHERE feed = :feed AND published IS NOT NULL AND position > :after AND position <= :upto)
            """ + LIVE;

    private static final String GONE = """
            SELECT e.article, e.language, e.entry_id, m.position, coalesce(m.gone_at, e.withdrawn_at) AS gone_at,
                -- what only left the topic stands elsewhere, and was not withdrawn for a reason
                CASE WHEN m.gone_at IS NULL THEN e.reason ELSE '' END AS reason
            FROM feed_member m JOIN entry e USING (article, language)
            WHERE m.feed = :feed AND m.leaves_at IS NOT NULL AND """;

    private static final String TOMBSTONES =
            GONE + " (NOT m.left_feed OR m.position > :closed) ORDER BY m.position DESC";

    private static final String TOMBSTONES_OF_PAGE =
            GONE + " m.position > :after AND m.position <= :upto ORDER BY m.position DESC";

    /** Of what was touched between two positions. */
    private static final String WRITES = """
            SELECT DISTINCT e.traceparent FROM feed_member m JOIN entry e USING (article, language)
            WHERE m.feed = :feed AND m.position > :after AND m.position <= :upto AND e.traceparent IS NOT NULL""";

    private static final String TEXTS = """
            SELECT cast(e.snapshot AS text) AS snapshot
            FROM entry e JOIN unnest(:articles, :languages) AS asked (article, language)
            ON e.article = cast(asked.article AS uuid) AND e.language = asked.language""";

    /**
     * Whoever renders a state first gives it its time, later than that of any state before; an older state changes nothing.
     * The same position with another hash is another build's or another setting's rendering: a state of its own.
     */
    private static final String SETTLE = """
            INSERT INTO render AS r (feed, format, position, content_hash, last_modified)
            SELECT :feed, given.format, :position, given.hash, greatest(cast(:second AS timestamptz), g.made_at)
            FROM unnest(:formats, :hashes) AS given (format, hash), generation g
            ON CONFLICT (feed, format) DO UPDATE SET
                position = excluded.position, content_hash = excluded.content_hash,
                last_modified = greatest(excluded.last_modified, r.last_modified + interval '1 second')
            WHERE r.position <= excluded.position
            AND (r.position, r.content_hash) <> (excluded.position, excluded.content_hash)""";

    private static final String SETTLED = """
            SELECT r.format, r.last_modified
            FROM render r JOIN unnest(:formats, :hashes) AS given (format, hash)
              ON r.format = given.format AND r.content_hash = given.hash
            WHERE r.feed = :feed AND r.position = :position""";

    /** A feed in one language speaks it. */
    private static final String PARTNER = """
            SELECT p.name, p.rights, CASE WHEN cardinality(s.languages) = 1 THEN s.languages[1] END AS language
            FROM partner p LEFT JOIN selection s ON s.feed = :feed WHERE p.id = :id""";

    private final Database database;
    private final TopicStore topics = new TopicStore();

    /** A feed's newest state, without what stands in it. */
    record Head(
            FeedKey feed,
            String generation,
            Instant madeAt,
            Optional<String> tagAuthority,
            long position,
            long closed,
            long labelled,
            Optional<String> previousPage) {}

    /** Tells which entries' texts a reader of the feed needs. */
    interface Lacking {
        boolean test(String generation, Standing.Live entry, Topics topics);
    }

    public FeedStore(Database database) {
        this.database = database;
    }

    /** Makes the feeds of these languages, and those of all languages, empty, where they are not there. */
    public void ensure(List<String> languages) {
        database.client()
                .execute()
                .createNamedInsert("feed.ensure", ENSURE)
                .addParam(
                        "keys",
                        Stream.concat(languages.stream(), Stream.of(FeedKey.ALL))
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

    /** The feed as its subscription document shows it, at one moment, with the texts that are lacking. */
    FeedState read(FeedKey feed, Lacking lacking) {
        return database.transactions().inTransaction(tx -> {
            tx.createNamedDmlStatement("feed.one-snapshot", ONE_SNAPSHOT).execute();
            Head head = head(tx, feed);
            List<Standing> standing = new ArrayList<>(tx.createNamedQuery("feed.tombstones", TOMBSTONES)
                    .addParam("feed", feed.text())
                    .addParam("closed", head.closed())
                    .execute()
                    .map(FeedStore::toGone)
                    .toList());
            tx.createNamedQuery("feed.entries", ENTRIES)
                    .addParam("feed", feed.text())
                    .addParam("newest", NEWEST)
                    .addParam("closed", head.closed())
                    .execute()
                    .map(FeedStore::toLive)
                    .forEach(standing::add);
            return state(tx, head, Optional.empty(), head.previousPage(), standing, lacking);
        });
    }

    /** An archive page as it stands now, within the transaction that holds it. */
    FeedState readPage(DbExecute tx, ArchivePage page, Lacking lacking) {
        List<Standing> standing = new ArrayList<>(tx.createNamedQuery("archive.tombstones", TOMBSTONES_OF_PAGE)
                .addParam("feed", page.feed().text())
                .addParam("after", page.after())
                .addParam("upto", page.position())
                .execute()
                .map(FeedStore::toGone)
                .toList());
        tx.createNamedQuery("archive.entries", ENTRIES_OF_PAGE)
                .addParam("feed", page.feed().text())
                .addParam("after", page.after())
                .addParam("upto", page.position())
                .execute()
                .map(FeedStore::toLive)
                .forEach(standing::add);
        return state(tx, head(tx, page.feed()), Optional.of(page.name()), page.previous(), standing, lacking);
    }

    private static Head head(DbExecute tx, FeedKey feed) {
        return tx.createNamedGet("feed.head", HEAD)
                .addParam("feed", feed.text())
                .execute()
                .map(FeedStore::toHead)
                .orElseThrow();
    }

    private FeedState state(
            DbExecute tx,
            Head head,
            Optional<String> page,
            Optional<String> previous,
            List<Standing> standing,
            Lacking lacking) {
        Topics now = topics.all(tx);
        List<Standing.Live> missing = standing.stream()
                .filter(Standing.Live.class::isInstance)
                .map(Standing.Live.class::cast)
                .filter(entry -> lacking.test(head.generation(), entry, now))
                .toList();
        return new FeedState(
                head.feed(),
                head.generation(),
                head.madeAt(),
                head.tagAuthority().orElseThrow(),
                head.position(),
                head.closed(),
                page,
                previous,
                partner(tx, head.feed()),
                standing,
                texts(tx, missing),
                now);
    }

    private static Optional<PartnerHead> partner(DbExecute tx, FeedKey feed) {
        return feed.partner()
                .flatMap(id -> tx.createNamedGet("feed.partner", PARTNER)
                        .addParam("feed", feed.text())
                        .addParam("id", id)
                        .execute()
                        .map(row -> new PartnerHead(
                                row.column("name").getString(),
                                Optional.ofNullable(row.column("language").get(String.class)),
                                Optional.of(row.column("rights").getString()).filter(rights -> !rights.isEmpty()))));
    }

    /** The contexts of the writes that touched the feed after one position, up to another (W3C Trace Context). */
    List<String> writes(FeedKey feed, long after, long upto) {
        return database.client()
                .execute()
                .createNamedQuery("feed.writes", WRITES)
                .addParam("feed", feed.text())
                .addParam("after", after)
                .addParam("upto", upto)
                .execute()
                .map(row -> row.column("traceparent").getString())
                .toList();
    }

    private static Map<String, Change.Published> texts(DbExecute tx, List<Standing.Live> entries) {
        Map<String, Change.Published> texts = new HashMap<>();
        if (!entries.isEmpty()) {
            tx.createNamedQuery("entry.texts", TEXTS)
                    .addParam(
                            "articles",
                            entries.stream()
                                    .map(entry -> entry.article().toString())
                                    .toArray(String[]::new))
                    .addParam(
                            "languages",
                            entries.stream().map(Standing.Live::language).toArray(String[]::new))
                    .execute()
                    .map(row -> (Change.Published)
                            ChangeJson.read(row.column("snapshot").getString()))
                    .forEach(text -> texts.put(text.key(), text));
        }
        return texts;
    }

    /**
     * The Last-Modified, by format, of a state rendered at {@code second}; none for a format of which another replica has
     * rendered a later one.
     */
    Map<FeedFormat, Instant> settle(FeedKey feed, long position, Map<FeedFormat, String> hashes, Instant second) {
        String[] formats = hashes.keySet().stream().map(FeedFormat::extension).toArray(String[]::new);
        String[] values = hashes.values().toArray(String[]::new);
        DbExecute db = database.client().execute();
        db.createNamedInsert("render.settle", SETTLE)
                .addParam("feed", feed.text())
                .addParam("position", position)
                .addParam("second", second.atOffset(ZoneOffset.UTC))
                .addParam("formats", formats)
                .addParam("hashes", values)
                .execute();
        Map<FeedFormat, Instant> settled = new HashMap<>();
        db.createNamedQuery("render.settled", SETTLED)
                .addParam("feed", feed.text())
                .addParam("position", position)
                .addParam("formats", formats)
                .addParam("hashes", values)
                .execute()
                .forEach(row -> settled.put(
                        FeedFormat.of(row.column("format").getString()).orElseThrow(), instant(row, "last_modified")));
        return settled;
    }

    private static Standing.Live toLive(DbRow row) {
        String topics = row.column("topics").getString();
        return new Standing.Live(
                row.column("article").get(UUID.class),
                row.column("language").getString(),
                row.column("version").getLong(),
                row.column("position").getLong(),
                row.column("newest").getBoolean(),
                instant(row, "updated"),
                topics.isEmpty() ? List.of() : List.of(topics.split("\n", -1)));
    }

    private static Standing.Gone toGone(DbRow row) {
        return new Standing.Gone(
                new Tombstone(
                        row.column("article").get(UUID.class),
                        row.column("language").getString(),
                        row.column("entry_id").getString(),
                        instant(row, "gone_at"),
                        row.column("reason").getString()),
                row.column("position").getLong());
    }

    private static Head toHead(DbRow row) {
        return new Head(
                new FeedKey(row.column("key").getString()),
                row.column("generation").getString(),
                instant(row, "made_at"),
                Optional.ofNullable(row.column("tag_authority").get(String.class)),
                row.column("position").getLong(),
                row.column("closed").getLong(),
                row.column("labelled").getLong(),
                Optional.ofNullable(row.column("previous").get(String.class)));
    }

    private static Instant instant(DbRow row, String column) {
        return row.column(column).get(Timestamp.class).toInstant();
    }
}
