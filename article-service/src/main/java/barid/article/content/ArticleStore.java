package barid.article.content;

import barid.article.store.Rows;
import io.helidon.dbclient.DbExecute;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Keeps articles and their translations' state. */
final class ArticleStore {
    private static final String INSERT = """
            INSERT INTO article (original, created_by) VALUES (:original, :by) RETURNING cast(id AS text) AS id""";

    /** Acts on one article run one after another. */
    private static final String LOCK = "SELECT original FROM article WHERE id = cast(:id AS uuid) FOR UPDATE";

    private static final String ORIGINAL = "SELECT original FROM article WHERE id = cast(:id AS uuid)";

    private static final String DELETE_EMPTY = """
            DELETE FROM article WHERE id = cast(:id AS uuid)
                AND NOT EXISTS (SELECT FROM translation WHERE translation.article = article.id)""";

    private static final String TRANSLATIONS = """
            SELECT cast(row_to_json(translation) AS text) AS doc FROM translation
            WHERE article = cast(:article AS uuid) ORDER BY language""";

    private static final String TRANSLATION = """
            SELECT cast(row_to_json(translation) AS text) AS doc FROM translation
            WHERE article = cast(:article AS uuid) AND language = :language""";

    private static final String BY_ENTRY = """
            SELECT cast(row_to_json(translation) AS text) AS doc FROM translation WHERE entry_id = :entry""";

    /** Two runs of an import that meet at one entry do one after the other. */
    private static final String LOCK_ENTRY = "SELECT pg_advisory_xact_lock(hashtextextended(:entry, 4711002))";

    private static final String INSERT_TRANSLATION = """
            INSERT INTO translation (article, language, entry_id, state, newest_revision)
            VALUES (cast(:article AS uuid), :language, :entry, 'draft', 1)""";

    /** Every column that an act may change. */
    private static final String WRITE = """
            UPDATE translation SET state = :state, newest_revision = :newest, public_revision = :public,
                scheduled_at = :scheduledAt, scheduled_revision = :scheduledRevision, published = :published,
                updated = :updated, withdrawn_at = :withdrawnAt, withdrawn_reason = :withdrawnReason,
                historical = :historical, correction_at = :correctionAt, correction_note = :correctionNote,
                -- what returns after a withdrawal is put out by a person, so it is news
                quiet = quiet AND cast(:state AS text) = 'published'
            WHERE article = cast(:article AS uuid) AND language = :language""";

    private static final String MARK_IMPORTED = """
            UPDATE translation SET imported_revision = :revision, imported_digest = :digest
            WHERE article = cast(:article AS uuid) AND language = :language""";

    private static final String IMPORTED_DIGEST = """
            SELECT imported_digest FROM translation
            WHERE article = cast(:article AS uuid) AND language = :language AND imported_digest IS NOT NULL""";

    private static final String DELETE_TRANSLATION = """
            DELETE FROM translation WHERE article = cast(:article AS uuid) AND language = :language""";

    /** Not the start of the transaction: it may have waited for the article's lock since. */
    private static final String NOW = "SELECT clock_timestamp() AS now";

    Instant now(DbExecute tx) {
        return tx.createNamedGet("article.now", NOW)
                .execute()
                .orElseThrow()
                .column("now")
                .get(Timestamp.class)
                .toInstant();
    }

    UUID insert(DbExecute tx, String original, String by) {
        return UUID.fromString(tx.createNamedGet("article.insert", INSERT)
                .addParam("original", original)
                .addParam("by", by)
                .execute()
                .orElseThrow()
                .column("id")
                .getString());
    }

    /** The article's original language; its row is locked to the end of the transaction. */
    Optional<String> lock(DbExecute tx, UUID article) {
        return original(tx, "article.lock", LOCK, article);
    }

    Optional<String> original(DbExecute db, UUID article) {
        return original(db, "article.original", ORIGINAL, article);
    }

    private static Optional<String> original(DbExecute db, String name, String sql, UUID article) {
        return db.createNamedGet(name, sql)
                .addParam("id", article.toString())
                .execute()
                .map(row -> row.column("original").getString());
    }

    void deleteEmpty(DbExecute tx, UUID article) {
        tx.createNamedDelete("article.delete-empty", DELETE_EMPTY)
                .addParam("id", article.toString())
                .execute();
    }

    List<Translation> translations(DbExecute db, UUID article) {
        return db.createNamedQuery("translation.all", TRANSLATIONS)
                .addParam("article", article.toString())
                .execute()
                .map(row -> Rows.read(row, Translation.class))
                .toList();
    }

    Optional<Translation> translation(DbExecute db, UUID article, String language) {
        return db.createNamedGet("translation.find", TRANSLATION)
                .addParam("article", article.toString())
                .addParam("language", language)
                .execute()
                .map(row -> Rows.read(row, Translation.class));
    }

    void lockEntry(DbExecute tx, String entryId) {
        tx.createNamedGet("translation.lock-entry", LOCK_ENTRY)
                .addParam("entry", entryId)
                .execute();
    }

    Optional<Translation> byEntryId(DbExecute db, String entryId) {
        return db.createNamedGet("translation.by-entry", BY_ENTRY)
                .addParam("entry", entryId)
                .execute()
                .map(row -> Rows.read(row, Translation.class));
    }

    void insertTranslation(DbExecute tx, UUID article, String language, String entryId) {
        tx.createNamedInsert("translation.insert", INSERT_TRANSLATION)
                .addParam("article", article.toString())
                .addParam("language", language)
                .addParam("entry", entryId)
                .execute();
    }

    void write(DbExecute tx, Translation translation) {
        tx.createNamedUpdate("translation.write", WRITE)
                .addParam("article", translation.article().toString())
                .addParam("language", translation.language())
                .addParam("state", translation.state().word())
                .addParam("newest", translation.newestRevision())
                .addParam("public", translation.publicRevision())
                .addParam("scheduledAt", Rows.time(translation.scheduledAt()))
                .addParam("scheduledRevision", translation.scheduledRevision())
                .addParam("published", Rows.time(translation.published()))
                .addParam("updated", Rows.time(translation.updated()))
                .addParam("withdrawnAt", Rows.time(translation.withdrawnAt()))
                .addParam("withdrawnReason", translation.withdrawnReason())
                .addParam("historical", translation.historical())
                .addParam("correctionAt", Rows.time(translation.correctionAt()))
                .addParam("correctionNote", translation.correctionNote())
                .execute();
    }

    void markImported(DbExecute tx, Translation translation, byte[] digest) {
        tx.createNamedUpdate("translation.mark-imported", MARK_IMPORTED)
                .addParam("article", translation.article().toString())
                .addParam("language", translation.language())
                .addParam("revision", translation.newestRevision())
                .addParam("digest", digest)
                .execute();
    }

    Optional<byte[]> importedDigest(DbExecute db, Translation translation) {
        return db.createNamedGet("translation.imported-digest", IMPORTED_DIGEST)
                .addParam("article", translation.article().toString())
                .addParam("language", translation.language())
                .execute()
                .map(row -> row.column("imported_digest").get(byte[].class));
    }

    void deleteTranslation(DbExecute tx, UUID article, String language) {
        tx.createNamedDelete("translation.delete", DELETE_TRANSLATION)
                .addParam("article", article.toString())
                .addParam("language", language)
                .execute();
    }
}
