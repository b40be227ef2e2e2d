package barid.article.content;

import barid.article.store.Rows;
import io.helidon.dbclient.DbExecute;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;

/** Keeps which media and topics the public revisions show. */
final class UseStore {
    private static final String FORGET_MEDIA =
            "DELETE FROM media_use WHERE article = cast(:article AS uuid) AND language = :language";

    private static final String FORGET_TOPICS =
            "DELETE FROM topic_use WHERE article = cast(:article AS uuid) AND language = :language";

    /** HTML may refer to media that were never uploaded; nothing is shown for them. */
    private static final String SHOW_MEDIA = """
            INSERT INTO media_use (article, language, media)
            SELECT cast(:article AS uuid), :language, id FROM media WHERE id = any(:media)""";

    private static final String SHOW_TOPICS = """
            INSERT INTO topic_use (article, language, topic, published)
            SELECT cast(:article AS uuid), :language, slug, :published FROM topic WHERE slug = any(:topics)""";

    void show(DbExecute tx, Revision revision, Instant published) {
        forget(tx, revision.article(), revision.language());
        Set<String> media = revision.media();
        if (!media.isEmpty()) {
            tx.createNamedInsert("use.show-media", SHOW_MEDIA)
                    .addParam("article", revision.article().toString())
                    .addParam("language", revision.language())
                    .addParam("media", media.toArray(String[]::new))
                    .execute();
        }
        if (!revision.topics().isEmpty()) {
            tx.createNamedInsert("use.show-topics", SHOW_TOPICS)
                    .addParam("article", revision.article().toString())
                    .addParam("language", revision.language())
                    .addParam("topics", revision.topics().toArray(String[]::new))
                    .addParam("published", Rows.time(published))
                    .execute();
        }
    }

    void forget(DbExecute tx, UUID article, String language) {
        tx.createNamedDelete("use.forget-media", FORGET_MEDIA)
                .addParam("article", article.toString())
                .addParam("language", language)
                .execute();
        tx.createNamedDelete("use.forget-topics", FORGET_TOPICS)
                .addParam("article", article.toString())
                .addParam("language", language)
                .execute();
    }
}
