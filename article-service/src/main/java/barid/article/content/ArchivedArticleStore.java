package barid.article.content;

import barid.article.content.ArchivedArticle.ArchivedTranslation;
import barid.article.store.Rows;
import io.helidon.dbclient.DbExecute;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.UUID;

/** Inserts rows of articles as they stood elsewhere. */
final class ArchivedArticleStore {
    private static final String INSERT = """
            INSERT INTO article (id, original, created_at, created_by)
            VALUES (cast(:id AS uuid), :original, :createdAt, :createdBy)""";

    private static final String INSERT_TRANSLATION = """
            INSERT INTO translation (article, language, entry_id, state, newest_revision, public_revision, scheduled_at,
                scheduled_revision, published, updated, withdrawn_at, withdrawn_reason, historical, correction_at,
                correction_note, imported_revision, imported_digest, quiet)
            VALUES (cast(:article AS uuid), :language, :entry, :state, :newest, :public, :scheduledAt,
                :scheduledRevision, :published, :updated, :withdrawnAt, :withdrawnReason, :historical, :correctionAt,
                :correctionNote, :importedRevision, decode(:importedDigest, 'hex'), cast(:state AS text) = 'published')""";

    private static final String PUBLIC_SINCE = """
            UPDATE slug SET public_since = :since
            WHERE language = :language AND slug = :slug AND article = cast(:article AS uuid)""";

    private static final String QUIETEN = """
            UPDATE translation SET quiet = true WHERE article = cast(:article AS uuid) AND language = :language""";

    void insert(DbExecute tx, ArchivedArticle article) {
        tx.createNamedInsert("archived.insert", INSERT)
                .addParam("id", article.id().toString())
                .addParam("original", article.original())
                .addParam("createdAt", Rows.time(article.createdAt()))
                .addParam("createdBy", article.createdBy())
                .execute();
    }

    void insertTranslation(DbExecute tx, ArchivedTranslation archived) {
        Translation translation = archived.state();
        tx.createNamedInsert("archived.insert-translation", INSERT_TRANSLATION)
                .addParam("article", translation.article().toString())
                .addParam("language", translation.language())
                .addParam("entry", translation.entryId())
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
                .addParam("importedRevision", translation.importedRevision())
                .addParam("importedDigest", archived.importedDigest())
                .execute();
    }

    void publicSince(DbExecute tx, UUID article, String language, String slug, @Nullable Instant since) {
        tx.createNamedUpdate("archived.public-since", PUBLIC_SINCE)
                .addParam("article", article.toString())
                .addParam("language", language)
                .addParam("slug", slug)
                .addParam("since", Rows.time(since))
                .execute();
    }

    void quieten(DbExecute tx, Translation translation) {
        tx.createNamedUpdate("archived.quieten", QUIETEN)
                .addParam("article", translation.article().toString())
                .addParam("language", translation.language())
                .execute();
    }
}
