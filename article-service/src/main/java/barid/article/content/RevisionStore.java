package barid.article.content;

import barid.article.store.Rows;
import io.helidon.dbclient.DbExecute;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Keeps every saved state of every translation. */
final class RevisionStore {
    private static final String INSERT = """
            INSERT INTO revision (article, language, number, title, summary, html, slug, authors, topics, lead, origin,
                engine, made_from, saved_at, saved_by)
            VALUES (cast(:article AS uuid), :language, :number, :title, :summary, :html, :slug, :authors, :topics,
                cast(:lead AS jsonb), :origin, :engine, :madeFrom, :savedAt, :savedBy)""";

    /**
     * HTML may name media that were never uploaded; those are left out. The lock keeps a deletion away until this commits,
     * and finds out what one has just taken.
     */
    private static final String REFER = """
            INSERT INTO media_reference (media, article, language, revision)
            SELECT id, cast(:article AS uuid), :language, :number FROM media WHERE id = any(:media) FOR KEY SHARE""";

    private static final String FIND = """
            SELECT cast(row_to_json(revision) AS text) AS doc FROM revision
            WHERE article = cast(:article AS uuid) AND language = :language AND number = :number""";

    /** The primary key read backwards. */
    private static final String PAGE = """
            SELECT cast(json_build_object('number', revision.number, 'title', revision.title, 'origin', revision.origin,
                       'engine', revision.engine, 'madeFrom', revision.made_from, 'savedAt', revision.saved_at,
                       'savedBy', revision.saved_by,
                       'public', translation.state = 'published' AND revision.number = translation.public_revision,
                       'scheduled', coalesce(revision.number = translation.scheduled_revision, false)) AS text) AS doc
            FROM revision JOIN translation USING (article, language)
            WHERE article = cast(:article AS uuid) AND language = :language AND revision.number < :before
            ORDER BY revision.number DESC LIMIT :count""";

    List<RevisionLine> page(DbExecute db, UUID article, String language, int before, int count) {
        return db.createNamedQuery("revision.page", PAGE)
                .addParam("article", article.toString())
                .addParam("language", language)
                .addParam("before", before)
                .addParam("count", count)
                .execute()
                .map(row -> Rows.read(row, RevisionLine.class))
                .toList();
    }

    void insert(DbExecute tx, Revision revision) {
        tx.createNamedInsert("revision.insert", INSERT)
                .addParam("article", revision.article().toString())
                .addParam("language", revision.language())
                .addParam("number", revision.number())
                .addParam("title", revision.title())
                .addParam("summary", revision.summary())
                .addParam("html", revision.html())
                .addParam("slug", revision.slug())
                .addParam("authors", revision.authors().toArray(String[]::new))
                .addParam("topics", revision.topics().toArray(String[]::new))
                .addParam("lead", Rows.json(revision.lead()))
                .addParam("origin", revision.origin().word())
                .addParam("engine", revision.engine())
                .addParam("madeFrom", revision.madeFrom())
                .addParam("savedAt", Rows.time(revision.savedAt()))
                .addParam("savedBy", revision.savedBy())
                .execute();
        Set<String> media = revision.media();
        if (!media.isEmpty()) {
            tx.createNamedInsert("revision.refer", REFER)
                    .addParam("article", revision.article().toString())
                    .addParam("language", revision.language())
                    .addParam("number", revision.number())
                    .addParam("media", media.toArray(String[]::new))
                    .execute();
        }
    }

    Optional<Revision> find(DbExecute db, UUID article, String language, int number) {
        return db.createNamedGet("revision.find", FIND)
                .addParam("article", article.toString())
                .addParam("language", language)
                .addParam("number", number)
                .execute()
                .map(row -> Rows.read(row, Revision.class));
    }

    /** The revision that a translation's row names, which therefore exists. */
    Revision of(DbExecute db, Translation translation, int number) {
        return find(db, translation.article(), translation.language(), number).orElseThrow();
    }
}
