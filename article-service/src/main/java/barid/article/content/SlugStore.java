package barid.article.content;

import barid.article.store.Rows;
import io.helidon.dbclient.DbExecute;

import java.time.Instant;
import java.util.UUID;

/** Keeps which names lead to which translation; unique in each language. */
final class SlugStore {
    private static final String CLAIM = """
            INSERT INTO slug (language, slug, article) VALUES (:language, :slug, cast(:article AS uuid))
            ON CONFLICT (language, slug) DO UPDATE SET article = EXCLUDED.article
                WHERE slug.article = EXCLUDED.article""";

    /** A name that was never public is held only while the newest or a scheduled revision has it. */
    private static final String RELEASE = """
            DELETE FROM slug USING translation
            WHERE slug.article = cast(:article AS uuid) AND slug.language = :language AND slug.public_since IS NULL
                AND translation.article = slug.article AND translation.language = slug.language
                AND NOT EXISTS (SELECT FROM revision WHERE revision.article = slug.article
                    AND revision.language = slug.language AND revision.slug = slug.slug
                    AND revision.number IN (translation.newest_revision, translation.scheduled_revision))""";

    private static final String SHOW = """
            UPDATE slug SET public_since = :now
            WHERE language = :language AND slug = :slug AND article = cast(:article AS uuid) AND public_since IS NULL""";

    /** Whether the name is the article's own now. */
    boolean claim(DbExecute tx, UUID article, String language, String slug) {
        return tx.createNamedInsert("slug.claim", CLAIM)
                        .addParam("article", article.toString())
                        .addParam("language", language)
                        .addParam("slug", slug)
                        .execute()
                > 0;
    }

    void release(DbExecute tx, UUID article, String language) {
        tx.createNamedDelete("slug.release", RELEASE)
                .addParam("article", article.toString())
                .addParam("language", language)
                .execute();
    }

    void show(DbExecute tx, Revision revision, Instant now) {
        tx.createNamedUpdate("slug.show", SHOW)
                .addParam("article", revision.article().toString())
                .addParam("language", revision.language())
                .addParam("slug", revision.slug())
                .addParam("now", Rows.time(now))
                .execute();
    }
}
