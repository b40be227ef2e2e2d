package barid.article.media;

import barid.article.media.MediaPaths.Name;
import barid.article.store.Rows;
import barid.kit.db.Database;
import io.helidon.dbclient.DbExecute;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Keeps what is known of pictures; their bytes are a {@link ContentStore}'s. */
public final class MediaStore {
    /** Whoever puts, deletes or refers to one picture does it after the other. */
    private static final String LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(:id, 4711004))";

    private static final String PUT = """
            INSERT INTO media (id, type, bytes, width, height, animated, created_by)
            VALUES (:id, :type, :bytes, :width, :height, :animated, :by)
            ON CONFLICT (id) DO NOTHING""";

    private static final String PUT_RENDITIONS = """
            INSERT INTO rendition (media, type, width, height, bytes, sha256)
            SELECT :media, type, width, height, bytes, sha256
            FROM jsonb_to_recordset(cast(:renditions AS jsonb))
                AS r (type text, width integer, height integer, bytes bigint, sha256 text)
            ON CONFLICT DO NOTHING""";

    private static final String MEDIA = """
            SELECT id, type, bytes, width, height, animated, created_at, created_by,
                   coalesce((SELECT json_agg(rendition ORDER BY width, type DESC) FROM rendition
                             WHERE rendition.media = media.id), '[]') AS renditions
            FROM media
            """;

    private static final String FIND = """
            SELECT cast(row_to_json(media) AS text) AS doc FROM (""" + MEDIA + "WHERE id = :id) media";

    private static final String FIND_ALL = """
            SELECT cast(row_to_json(media) AS text) AS doc FROM (""" + MEDIA + "WHERE id = any(:ids)) media";

    private static final String NEWEST = """
            SELECT cast(row_to_json(media) AS text) AS doc FROM (""" + MEDIA + """
            WHERE created_at <= :at AND (created_at < :at OR id > :id)
            ORDER BY created_at DESC, id LIMIT :limit) media""";

    /** Unpublished pictures do not exist for readers. */
    private static final String FILE = """
            SELECT cast(row_to_json(file) AS text) AS doc
            FROM (SELECT id AS sha256, bytes FROM media
                  WHERE cast(:width AS integer) IS NULL AND id = :id AND type = :type
                  UNION ALL
                  SELECT sha256, bytes FROM rendition
                  WHERE media = :id AND type = :type AND width = cast(:width AS integer)) file
            WHERE EXISTS (SELECT FROM media_use WHERE media = :id)""";

    /** By the primary key of media_reference; an article that refers to it in many revisions counts once. */
    private static final String REFERENCES = """
            SELECT cast(row_to_json(use) AS text) AS doc
            FROM (SELECT reference.article, reference.language, translation.state, revision.title
                  FROM (SELECT DISTINCT article, language FROM media_reference WHERE media = :id
                        ORDER BY article, language LIMIT :limit) reference
                  JOIN translation USING (article, language)
                  JOIN revision ON revision.article = translation.article AND revision.language = translation.language
                      AND revision.number = translation.newest_revision
                  ORDER BY reference.article, reference.language) use""";

    /** A save that refers to it right now is waited for, and seen by the statement that follows. */
    private static final String LOCK_ROW = "SELECT id FROM media WHERE id = :id FOR UPDATE";

    private static final String DELETE = """
            DELETE FROM media WHERE id = :id
                AND NOT EXISTS (SELECT FROM media_reference WHERE media = :id)""";

    private final Database database;

    public MediaStore(Database database) {
        this.database = database;
    }

    /** A picture with when and by whom it was uploaded. */
    record Entry(
            String id,
            String type,
            long bytes,
            int width,
            int height,
            boolean animated,
            List<Media.Rendition> renditions,
            Instant createdAt,
            String createdBy) {
        Media media() {
            return new Media(id, type, bytes, width, height, animated, renditions);
        }
    }

    /** A file that readers may have. */
    record File(String sha256, long bytes) {}

    /** A translation with a revision that refers to a picture. */
    record Reference(UUID article, String language, String state, String title) {}

    void lock(DbExecute tx, String id) {
        tx.createNamedGet("media.lock", LOCK).addParam("id", id).execute();
    }

    void put(DbExecute tx, Media media, String by) {
        tx.createNamedInsert("media.put", PUT)
                .addParam("id", media.id())
                .addParam("type", media.type())
                .addParam("bytes", media.bytes())
                .addParam("width", media.width())
                .addParam("height", media.height())
                .addParam("animated", media.animated())
                .addParam("by", by)
                .execute();
        tx.createNamedInsert("media.put-renditions", PUT_RENDITIONS)
                .addParam("media", media.id())
                .addParam("renditions", Rows.json(media.renditions()))
                .execute();
    }

    /** The picture of this id, public or not. */
    public Optional<Media> find(String id) {
        return entry(id).map(Entry::media);
    }

    Optional<Entry> entry(String id) {
        return database.client()
                .execute()
                .createNamedGet("media.find", FIND)
                .addParam("id", id)
                .execute()
                .map(row -> Rows.read(row, Entry.class));
    }

    /** The pictures of these ids that there are, in no order. */
    public List<Media> all(Collection<String> ids) {
        return ids.isEmpty()
                ? List.of()
                : database.client()
                        .execute()
                        .createNamedQuery("media.all", FIND_ALL)
                        .addParam("ids", ids.toArray(String[]::new))
                        .execute()
                        .map(row -> Rows.read(row, Entry.class).media())
                        .toList();
    }

    List<Entry> newest(Instant before, String afterId, int limit) {
        return database.client()
                .execute()
                .createNamedQuery("media.newest", NEWEST)
                .addParam("at", Rows.time(before))
                .addParam("id", afterId)
                .addParam("limit", limit)
                .execute()
                .map(row -> Rows.read(row, Entry.class))
                .toList();
    }

    Optional<File> publicFile(Name name) {
        return database.client()
                .execute()
                .createNamedGet("media.file", FILE)
                .addParam(
                        "width",
                        name.width().isPresent() ? Integer.valueOf(name.width().getAsInt()) : null)
                .addParam("id", name.id())
                .addParam("type", name.type())
                .execute()
                .map(row -> Rows.read(row, File.class));
    }

    List<Reference> references(String id, int limit) {
        return database.client()
                .execute()
                .createNamedQuery("media.references", REFERENCES)
                .addParam("id", id)
                .addParam("limit", limit)
                .execute()
                .map(row -> Rows.read(row, Reference.class))
                .toList();
    }

    /** False if a revision refers to it. */
    boolean delete(DbExecute tx, String id) {
        tx.createNamedGet("media.lock-row", LOCK_ROW).addParam("id", id).execute();
        return tx.createNamedDelete("media.delete", DELETE).addParam("id", id).execute() > 0;
    }
}
