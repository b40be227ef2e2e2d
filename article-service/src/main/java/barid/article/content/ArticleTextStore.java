package barid.article.content;

import barid.article.store.Rows;
import io.helidon.dbclient.DbExecute;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Reads an article with all its translations in one statement, so in one snapshot. */
final class ArticleTextStore {
    /** By the primary keys of the three tables; a text that is not asked for is left out, since it may be long. */
    private static final String READ = """
            SELECT cast(json_build_object('original', article.original, 'translation', row_to_json(translation),
                       'revision', row_to_json(shown)) AS text) AS doc
            FROM article
            JOIN translation ON translation.article = article.id
            CROSS JOIN LATERAL (
                SELECT article, language, number, title, summary, slug, authors, topics, lead, origin, engine, made_from,
                       saved_at, saved_by,
                       CASE WHEN cast(:language AS text) IS NULL OR language = :language THEN html ELSE '' END AS html
                FROM revision
                WHERE revision.article = translation.article AND revision.language = translation.language
                    AND revision.number = translation.<REVISION>) shown
            WHERE article.id = cast(:article AS uuid)
            ORDER BY translation.language""";

    private static final String NEWEST = READ.replace("<REVISION>", "newest_revision");

    /** What never was public has no such revision, so no row. */
    private static final String PUBLIC = READ.replace("<REVISION>", "public_revision");

    private record Line(String original, Translation translation, Revision revision) {}

    Optional<Article> newest(DbExecute db, UUID article, Optional<String> language) {
        return read(db, "article.newest-texts", NEWEST, article, language);
    }

    Optional<Article> publicly(DbExecute db, UUID article, Optional<String> language) {
        return read(db, "article.public-texts", PUBLIC, article, language);
    }

    private static Optional<Article> read(
            DbExecute db, String name, String sql, UUID article, Optional<String> language) {
        List<Line> lines = db.createNamedQuery(name, sql)
                .addParam("article", article.toString())
                .addParam("language", language.orElse(null))
                .execute()
                .map(row -> Rows.read(row, Line.class))
                .toList();
        return lines.isEmpty()
                ? Optional.empty()
                : Optional.of(new Article(
                        article,
                        lines.getFirst().original(),
                        lines.stream()
                                .map(line -> new Current(line.translation(), line.revision()))
                                .toList()));
    }
}
