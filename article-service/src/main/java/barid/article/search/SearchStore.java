package barid.article.search;

import barid.article.store.Rows;
import io.helidon.dbclient.DbClient;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Finds and ranks public texts, and words that are near a mistyped one; never writes. */
final class SearchStore {
    /** Of what matches, the newest so many are ranked, and the newest so many that say it in their titles. */
    static final int RANKED = 400;

    /**
     * A match in the title counts most, then summary, names, body (the weights A to D); a word in its very form counts
     * twice; all words close together count again; and news is worth a quarter more on its day than years later. Only a page's
     * texts are read. The state is looked at again, though no row of search_text stands for what is not public.
     */
    private static final String FIND = """
        WITH hit AS (
            SELECT search_newest(cast(:titled AS tsquery), :most) AS article
            UNION
            SELECT search_newest(cast(:found AS tsquery), :most)),
        ranked AS MATERIALIZED (
            SELECT s.article, cast(ts_rank(s.document, cast(:ranked AS tsquery), 1)
                    + CASE WHEN :several THEN ts_rank(s.document, cast(:found AS tsquery), 1) ELSE 0 END AS float8)
                    * (1 + 0.25 / (1 + greatest(0, cast(extract(epoch FROM :asOf - s.published) AS float8)) / 31557600))
                    AS rank
            FROM hit JOIN search_text s ON s.article = hit.article AND s.language = :language),
        page AS (
            SELECT article, rank FROM ranked
            WHERE cast(:rank AS float8) IS NULL OR (rank, article) < (cast(:rank AS float8), cast(:article AS uuid))
            ORDER BY rank DESC, article DESC
            LIMIT :count)
        SELECT cast(json_build_object('article', p.article, 'rank', p.rank, 'found', (SELECT count(*) FROM ranked),
            'published', t.published, 'slug', r.slug, 'title', r.title, 'summary', r.summary,
            'html', left(r.html, 100000), 'topics', r.topics) AS text) AS doc
        FROM page p
        JOIN translation t ON t.article = p.article AND t.language = :language AND t.state = 'published'
        JOIN revision r ON r.article = t.article AND r.language = t.language AND r.number = t.public_revision
        ORDER BY p.rank DESC, p.article DESC\
        """;

    private static final String COUNT = "SELECT search_count(cast(:question AS tsquery)) AS n";

    /** By the primary key what is one error away, by shared letters what may be two away. */
    private static final String NEAR = """
        SELECT word, shown FROM search_word WHERE language = :language AND word = any(:neighbours)
        UNION
        (SELECT word, shown FROM search_word
         WHERE word % :word AND language = :language AND length(word) BETWEEN :shortest AND :longest
         ORDER BY similarity(word, :word) DESC, word
         LIMIT 50)\
        """;

    /** Merges are followed to their end; UNION ends a circle, should there ever be one. */
    private static final String TOPICS = """
        WITH RECURSIVE chain AS (
            SELECT slug AS named, slug, merged_into FROM topic WHERE slug = any(:slugs)
            UNION SELECT c.named, t.slug, t.merged_into FROM chain c JOIN topic t ON t.slug = c.merged_into)
        SELECT cast(json_build_object('named', c.named, 'slug', t.slug, 'names', t.names) AS text) AS doc
        FROM chain c JOIN topic t ON t.slug = c.slug WHERE c.merged_into IS NULL\
        """;

    private static final String EVER_SPOKEN =
            "SELECT EXISTS (SELECT FROM translation WHERE language = :language AND published IS NOT NULL) AS known";

    private final DbClient db;

    SearchStore(DbClient db) {
        this.db = db;
    }

    /** A text that was found; {@code found} of them in all, as far as they are ranked. */
    record Row(
            UUID article,
            double rank,
            int found,
            Instant published,
            String slug,
            String title,
            String summary,
            String html,
            List<String> topics) {}

    /** A topic by the slug under which it is named, with its slug of today. */
    record Topic(String named, String slug, Map<String, String> names) {}

    List<Row> find(SearchQuery query, Matching matching, LocalDate asOf, Optional<SearchMark> after, int count) {
        return db.execute()
                .createNamedQuery("search.find", FIND)
                .addParam("titled", query.titled(matching))
                .addParam("found", query.found(matching))
                .addParam("ranked", query.ranked())
                .addParam("several", query.isSeveral())
                .addParam("language", query.language())
                .addParam("asOf", asOf.atStartOfDay().atOffset(ZoneOffset.UTC))
                .addParam("most", RANKED)
                .addParam("rank", after.<@Nullable Double>map(SearchMark::rank).orElse(null))
                .addParam(
                        "article",
                        after.<@Nullable String>map(mark -> mark.article().toString())
                                .orElse(null))
                .addParam("count", count)
                .execute()
                .map(row -> Rows.read(row, Row.class))
                .toList();
    }

    /** How many public texts match. */
    long count(String question) {
        return db.execute()
                .createNamedGet("search.count", COUNT)
                .addParam("question", question)
                .execute()
                .orElseThrow()
                .column("n")
                .getLong();
    }

    /** Words that are near another in its letters; some of them may be in no public text any more. */
    List<Spelling.Word> near(String language, String word, Collection<String> neighbours) {
        return db.execute()
                .createNamedQuery("search.near", NEAR)
                .addParam("language", language)
                .addParam("word", word)
                .addParam("neighbours", neighbours.toArray(String[]::new))
                .addParam("shortest", word.length() - Spelling.tolerance(word))
                .addParam("longest", word.length() + Spelling.tolerance(word))
                .execute()
                .map(row -> new Spelling.Word(
                        row.column("word").getString(), row.column("shown").getString()))
                .toList();
    }

    List<Topic> topics(Collection<String> slugs) {
        if (slugs.isEmpty()) {
            return List.of();
        }
        return db.execute()
                .createNamedQuery("search.topics", TOPICS)
                .addParam("slugs", slugs.toArray(String[]::new))
                .execute()
                .map(row -> Rows.read(row, Topic.class))
                .toList();
    }

    /** Whether anything was ever public in this language. */
    boolean everSpoken(String language) {
        return db.execute()
                .createNamedGet("search.ever-spoken", EVER_SPOKEN)
                .addParam("language", language)
                .execute()
                .map(row -> row.column("known").getBoolean())
                .orElse(false);
    }
}
