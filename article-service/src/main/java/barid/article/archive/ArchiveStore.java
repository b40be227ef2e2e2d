package barid.article.archive;

import barid.article.archive.Lines.ArticleLine;
import barid.article.archive.Lines.ChangeLine;
import barid.article.archive.Lines.HistoryLine;
import barid.article.archive.Lines.MediaLine;
import barid.article.archive.Lines.OriginLine;
import barid.article.archive.Lines.RevisionLine;
import barid.article.archive.Lines.TopicLine;
import barid.article.store.Rows;
import io.helidon.dbclient.DbExecute;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Reads all that an archive holds, by server-side cursors, so that no table is ever whole in memory. */
final class ArchiveStore {
    /** One snapshot for all; who stops reading half-way does not hold it, and with it dead rows, for ever. */
    private static final List<String> SNAPSHOT = List.of(
            "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY",
            "SET LOCAL idle_in_transaction_session_timeout = '5min'");

    /** The text's size on disk tells roughly what it takes when it is packed. */
    private static final String COUNTS = """
            SELECT cast(json_build_object(
                'articles', (SELECT count(*) FROM article),
                'translations', (SELECT count(*) FROM translation),
                'media', (SELECT count(*) FROM media),
                'bytes', (SELECT coalesce(sum(bytes), 0) FROM media) + pg_table_size('revision') / 2) AS text) AS doc""";

    /** In the order of the change feed, so that taking them in this order announces them in the same. */
    private static final String TOPICS = """
            SELECT cast(json_build_object('slug', topic.slug, 'names', topic.names, 'merged_into', topic.merged_into)
                AS text) AS doc
            FROM topic LEFT JOIN change ON change.topic = topic.slug AND change.kind = 'topic'
            ORDER BY change.position NULLS LAST, topic.slug""";

    private static final String MEDIA = """
            SELECT cast(json_build_object('id', id, 'type', type, 'bytes', bytes, 'width', width, 'height', height)
                AS text) AS doc
            FROM media ORDER BY id""";

    private static final String ARTICLE = """
            SELECT cast(json_build_object(
                'id', article.id, 'original', article.original, 'created_at', article.created_at,
                'created_by', article.created_by, 'translations', (
                    SELECT coalesce(json_agg(line ORDER BY line.language COLLATE "C"), '[]') FROM (
                        SELECT t.language, t.entry_id, t.state, t.newest_revision, t.public_revision, t.scheduled_at,
                            t.scheduled_revision, t.published, t.updated, t.withdrawn_at, t.withdrawn_reason,
                            t.historical, t.correction_at, t.correction_note, t.imported_revision,
                            encode(t.imported_digest, 'hex') AS imported_digest,
                            (SELECT coalesce(json_agg(json_build_object(
                                     'slug', slug.slug, 'public_since', slug.public_since)
                                 ORDER BY slug.slug COLLATE "C"), '[]')
                             FROM slug WHERE slug.article = t.article AND slug.language = t.language) AS slugs,
                            (SELECT count(*) FROM revision r
                             WHERE r.article = t.article AND r.language = t.language) AS revisions
                        FROM translation t WHERE t.article = article.id) line)) AS text) AS doc
            FROM article""";

    /** By the first place of any of its translations; what never was public comes last. */
    private static final String ARTICLES = ARTICLE + """
             LEFT JOIN (SELECT article, min(position) AS first FROM change WHERE kind = 'translation' GROUP BY article)
                place ON place.article = article.id
            ORDER BY place.first NULLS LAST, article.id""";

    private static final String ARTICLE_OF_ID = ARTICLE + " WHERE article.id = cast(:id AS uuid)";

    private static final String REVISIONS = """
            SELECT cast(row_to_json(revision) AS text) AS doc
            FROM unnest(cast(:articles AS uuid[])) WITH ORDINALITY AS wanted (article, ordinal)
            JOIN revision USING (article)
            ORDER BY wanted.ordinal, revision.language COLLATE "C", revision.number""";

    private static final String PLACES = """
            SELECT cast(json_build_object('place', place, 'language', language, 'article', article, 'topic', topic)
                AS text) AS doc
            FROM redirect ORDER BY place""";

    private static final String FETCHED = """
            SELECT cast(json_build_object('url', url, 'media', media) AS text) AS doc
            FROM imported_picture ORDER BY url""";

    private static final String HISTORY = """
            SELECT cast(json_build_object('event', event, 'at', at, 'who', who, 'act', act, 'article', article,
                'language', language, 'detail', detail) AS text) AS doc
            FROM audit ORDER BY id""";

    private static final String CHANGES = """
            SELECT cast(json_build_object('article', article, 'language', language, 'topic', topic) AS text) AS doc
            FROM change ORDER BY position""";

    /** What an article or topic that was left out would have been known by is left out as well; what is known here stays. */
    private static final String TAKE_ORIGINS = """
            WITH line AS (
                SELECT * FROM jsonb_to_recordset(cast(:lines AS jsonb))
                    AS l (place text, language text, article uuid, topic text, url text, media text)
            ), placed AS (
                INSERT INTO redirect (place, language, article, topic)
                SELECT place, language, article, topic FROM line
                WHERE place IS NOT NULL
                  AND (EXISTS (SELECT FROM translation t WHERE t.article = line.article AND t.language = line.language)
                       OR EXISTS (SELECT FROM topic WHERE slug = line.topic))
                ON CONFLICT (place) DO NOTHING RETURNING 1
            ), fetched AS (
                INSERT INTO imported_picture (url, media)
                SELECT url, media FROM line WHERE EXISTS (SELECT FROM media WHERE id = line.media)
                ON CONFLICT (url) DO NOTHING RETURNING 1
            )
            SELECT (SELECT count(*) FROM placed) + (SELECT count(*) FROM fetched) AS taken""";

    private static final String TAKE_HISTORY = "SELECT take_archived_audit(cast(:lines AS jsonb)) AS taken";

    private static final String DIGESTS = """
            SELECT cast(json_build_object('given', encode(given, 'hex'), 'taken', encode(taken, 'hex')) AS text) AS doc
            FROM archived_article WHERE article = cast(:article AS uuid)""";

    private static final String TAKEN = """
            INSERT INTO archived_article (article, given, taken)
            VALUES (cast(:article AS uuid), decode(:given, 'hex'), decode(:taken, 'hex'))""";

    /** Revisions may be as long as a mebibyte each. */
    private static final int FEW = 24;

    private static final int MANY = 500;

    /** How much there is; {@code bytes} is a guess of the archive's length. */
    record Counts(long articles, long translations, long media, long bytes) {}

    /** SHA-256, in hexadecimal, of what an archive said of an article and of what stood here when it was taken. */
    record Digests(String given, String taken) {}

    /** What is done with each row of a cursor. */
    interface Sink<T> {
        void take(T row) throws IOException;
    }

    /** Makes the rest of the transaction read one snapshot and write nothing. */
    void snapshot(DbExecute tx) {
        for (int i = 0; i < SNAPSHOT.size(); i++) {
            tx.createNamedDmlStatement("archive.snapshot-" + i, SNAPSHOT.get(i)).execute();
        }
    }

    Counts counts(DbExecute db) {
        return db.createNamedGet("archive.counts", COUNTS)
                .execute()
                .map(row -> Rows.read(row, Counts.class))
                .orElseThrow();
    }

    void topics(DbExecute tx, Sink<TopicLine> sink) throws IOException {
        each(tx, "topics", TOPICS, null, MANY, TopicLine.class, sink);
    }

    void media(DbExecute tx, Sink<MediaLine> sink) throws IOException {
        each(tx, "media", MEDIA, null, MANY, MediaLine.class, sink);
    }

    /** The same one by one: each is as long as a picture takes to be sent, and the session may not idle for long. */
    void pictures(DbExecute tx, Sink<MediaLine> sink) throws IOException {
        each(tx, "pictures", MEDIA, null, 1, MediaLine.class, sink);
    }

    /** Every article; {@code sink} may read its revisions meanwhile. */
    void articles(DbExecute tx, Sink<ArticleLine> sink) throws IOException {
        each(tx, "articles", ARTICLES, null, MANY, ArticleLine.class, sink);
    }

    /** The article of this id, which is there. */
    ArticleLine article(DbExecute db, UUID id) {
        return db.createNamedGet("archive.article", ARTICLE_OF_ID)
                .addParam("id", id.toString())
                .execute()
                .map(row -> Rows.read(row, ArticleLine.class))
                .orElseThrow();
    }

    /** The revisions of these articles, in their order. */
    void revisions(DbExecute tx, List<UUID> articles, Sink<RevisionLine> sink) throws IOException {
        each(
                tx,
                "revisions",
                REVISIONS,
                articles.stream().map(UUID::toString).toArray(String[]::new),
                FEW,
                RevisionLine.class,
                sink);
    }

    void origins(DbExecute tx, Sink<OriginLine> sink) throws IOException {
        each(tx, "places", PLACES, null, MANY, OriginLine.class, sink);
        each(tx, "fetched", FETCHED, null, MANY, OriginLine.class, sink);
    }

    void history(DbExecute tx, Sink<HistoryLine> sink) throws IOException {
        each(tx, "history", HISTORY, null, MANY, HistoryLine.class, sink);
    }

    void changes(DbExecute tx, Sink<ChangeLine> sink) throws IOException {
        each(tx, "changes", CHANGES, null, MANY, ChangeLine.class, sink);
    }

    /** How many of these were not here yet. */
    long takeHistory(DbExecute tx, List<HistoryLine> lines) {
        return take(tx, "archive.take-history", TAKE_HISTORY, lines);
    }

    /** How many of these were not here yet. */
    long takeOrigins(DbExecute tx, List<OriginLine> lines) {
        return take(tx, "archive.take-origins", TAKE_ORIGINS, lines);
    }

    private static long take(DbExecute tx, String name, String sql, List<?> lines) {
        return tx.createNamedGet(name, sql)
                .addParam("lines", Rows.json(lines))
                .execute()
                .orElseThrow()
                .column("taken")
                .getLong();
    }

    Optional<Digests> digests(DbExecute tx, UUID article) {
        return tx.createNamedGet("archive.digests", DIGESTS)
                .addParam("article", article.toString())
                .execute()
                .map(row -> Rows.read(row, Digests.class));
    }

    void taken(DbExecute tx, UUID article, String given, String taken) {
        tx.createNamedInsert("archive.taken", TAKEN)
                .addParam("article", article.toString())
                .addParam("given", given)
                .addParam("taken", taken)
                .execute();
    }

    private static <T> void each(
            DbExecute tx, String name, String sql, String @Nullable [] articles, int rows, Class<T> type, Sink<T> sink)
            throws IOException {
        String cursor = "archive_" + name;
        var declare = tx.createNamedDmlStatement(
                "archive.declare-" + name, "DECLARE " + cursor + " NO SCROLL CURSOR FOR " + sql);
        if (articles != null) {
            declare.addParam("articles", articles);
        }
        declare.execute();
        List<T> page;
        do {
            page = tx.createNamedQuery("archive.fetch-" + name, "FETCH " + rows + " FROM " + cursor)
                    .execute()
                    .map(row -> Rows.read(row, type))
                    .toList();
            for (T row : page) {
                sink.take(row);
            }
        } while (page.size() == rows);
        tx.createNamedDmlStatement("archive.close-" + name, "CLOSE " + cursor).execute();
    }
}
