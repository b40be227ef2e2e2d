package barid.article.media;

import barid.article.store.Rows;
import barid.kit.db.Database;
import io.helidon.dbclient.DbExecute;

import java.util.Optional;

/** Keeps pictures in the database. */
public final class MediaStore {
    private static final String PUT = """
            INSERT INTO media (id, type, bytes, width, height, content, created_by)
            VALUES (:id, :type, :bytes, :width, :height, :content, :by)
            ON CONFLICT (id) DO NOTHING""";

    private static final String FIND = """
            SELECT cast(row_to_json(media) AS text) AS doc
            FROM (SELECT id, type, bytes, width, height FROM media WHERE id = :id) media""";

    /** Unpublished pictures do not exist for readers. */
    private static final String FIND_PUBLIC = """
            SELECT cast(row_to_json(media) AS text) AS doc
            FROM (SELECT id, type, bytes, width, height FROM media WHERE id = :id
                  AND EXISTS (SELECT FROM media_use WHERE media_use.media = media.id)) media""";

    private static final String CONTENT = "SELECT content FROM media WHERE id = :id";

    private final Database database;

    public MediaStore(Database database) {
        this.database = database;
    }

    void put(DbExecute tx, Media media, byte[] content, String by) {
        tx.createNamedInsert("media.put", PUT)
                .addParam("id", media.id())
                .addParam("type", media.type())
                .addParam("bytes", media.bytes())
                .addParam("width", media.width())
                .addParam("height", media.height())
                .addParam("content", content)
                .addParam("by", by)
                .execute();
    }

    /** The picture of this id, public or not. */
    public Optional<Media> find(String id) {
        return find("media.find", FIND, id);
    }

    Optional<Media> findPublic(String id) {
        return find("media.find-public", FIND_PUBLIC, id);
    }

    private Optional<Media> find(String name, String sql, String id) {
        return database.client()
                .execute()
                .createNamedGet(name, sql)
                .addParam("id", id)
                .execute()
                .map(row -> Rows.read(row, Media.class));
    }

    /** The bytes of a picture that is there. */
    public byte[] content(String id) {
        return database.client()
                .execute()
                .createNamedGet("media.content", CONTENT)
                .addParam("id", id)
                .execute()
                .orElseThrow()
                .column("content")
                .get(byte[].class);
    }
}
