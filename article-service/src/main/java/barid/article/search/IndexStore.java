package barid.article.search;

import barid.article.store.Rows;
import io.helidon.dbclient.DbExecute;
import io.helidon.dbclient.DbRow;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** Writes what is searched: a document for each public translation, and the words that suggestions are made of. */
final class IndexStore {
    private static final String PUT = """
        INSERT INTO search_text (article, language, published, analyser, document)
        VALUES (cast(:article AS uuid), :language, :published, :analyser, cast(:document AS tsvector))
        ON CONFLICT (article, language) DO UPDATE
        SET published = EXCLUDED.published, analyser = EXCLUDED.analyser, document = EXCLUDED.document\
        """;

    private static final String REMOVE =
            "DELETE FROM search_text WHERE article = cast(:article AS uuid) AND language = :language";

    private static final String EXPECT_WORDS = """
        INSERT INTO search_words_due (article, language) VALUES (cast(:article AS uuid), :language)
        ON CONFLICT DO NOTHING\
        """;

    private static final String TOPIC_NAMES =
            "SELECT names ->> :language AS name FROM topic WHERE slug = any(:topics) ORDER BY slug";

    private static final String TEXT = """
        SELECT cast(json_build_object('article', r.article, 'language', r.language, 'published', t.published,
            'title', r.title, 'summary', r.summary, 'authors', r.authors, 'topics', r.topics, 'html', r.html)
            AS text) AS doc
        """;

    /** What was never indexed (0) or by an older analyser; whoever publishes one now indexes it anyway. */
    private static final String CLAIM_STALE = TEXT + """
        FROM search_text s
        JOIN translation t ON t.article = s.article AND t.language = s.language AND t.state = 'published'
        JOIN revision r ON r.article = t.article AND r.language = t.language AND r.number = t.public_revision
        WHERE s.analyser < :analyser
        LIMIT :count
        FOR UPDATE OF s SKIP LOCKED\
        """;

    private static final String CLAIM_WORDS = """
        WITH due AS (
            DELETE FROM search_words_due WHERE (article, language) IN (
                SELECT article, language FROM search_words_due LIMIT :count FOR UPDATE SKIP LOCKED)
            RETURNING article, language)
        """ + TEXT + """
        FROM due
        JOIN translation t ON t.article = due.article AND t.language = due.language AND t.state = 'published'
        JOIN revision r ON r.article = t.article AND r.language = t.language AND r.number = t.public_revision\
        """;

    /** In one order everywhere, so that two instances that meet the same words wait for each other in one direction. */
    private static final String ADD_WORDS = """
        INSERT INTO search_word (language, word, shown)
        SELECT :language, w.word, w.shown FROM unnest(:words, :shown) AS w(word, shown) ORDER BY w.word COLLATE "C"
        ON CONFLICT DO NOTHING\
        """;

    private static final String FLUSH = "SELECT search_flush() AS pages";

    private static final String COUNT_STALE = "SELECT count(*) AS n FROM search_text WHERE analyser < :analyser";

    /** A public text, as it is indexed. */
    record Text(
            UUID article,
            String language,
            Instant published,
            String title,
            String summary,
            List<String> authors,
            List<String> topics,
            String html) {}

    void put(DbExecute tx, Text text, SearchDocument document) {
        tx.createNamedInsert("search.put", PUT)
                .addParam("article", text.article().toString())
                .addParam("language", text.language())
                .addParam("published", Rows.time(text.published()))
                .addParam("analyser", Analyser.VERSION)
                .addParam("document", document.vector())
                .execute();
    }

    void remove(DbExecute tx, UUID article, String language) {
        tx.createNamedDelete("search.remove", REMOVE)
                .addParam("article", article.toString())
                .addParam("language", language)
                .execute();
    }

    void expectWords(DbExecute tx, UUID article, String language) {
        tx.createNamedInsert("search.expect-words", EXPECT_WORDS)
                .addParam("article", article.toString())
                .addParam("language", language)
                .execute();
    }

    /** What the topics are called in this language, where they have a name in it. */
    List<String> topicNames(DbExecute db, List<String> topics, String language) {
        if (topics.isEmpty()) {
            return List.of();
        }
        return db.createNamedQuery("search.topic-names", TOPIC_NAMES)
                .addParam("language", language)
                .addParam("topics", topics.toArray(String[]::new))
                .execute()
                .<@Nullable String>map(row -> row.column("name").get(String.class))
                .filter(Objects::nonNull)
                .map(name -> Objects.requireNonNull(name))
                .toList();
    }

    List<Text> claimStale(DbExecute tx, int count) {
        return tx.createNamedQuery("search.claim-stale", CLAIM_STALE)
                .addParam("analyser", Analyser.VERSION)
                .addParam("count", count)
                .execute()
                .map(IndexStore::toText)
                .toList();
    }

    List<Text> claimWords(DbExecute tx, int count) {
        return tx.createNamedQuery("search.claim-words", CLAIM_WORDS)
                .addParam("count", count)
                .execute()
                .map(IndexStore::toText)
                .toList();
    }

    /** Adds words of a language: folded, and as a reader would write them. */
    void addWords(DbExecute tx, String language, Map<String, String> words) {
        tx.createNamedInsert("search.add-words", ADD_WORDS)
                .addParam("language", language)
                .addParam("words", words.keySet().toArray(String[]::new))
                .addParam("shown", words.values().toArray(String[]::new))
                .execute();
    }

    /** Moves what was published of late from the index's list into the index itself. */
    void flush(DbExecute db) {
        db.createNamedGet("search.flush", FLUSH).execute();
    }

    long countStale(DbExecute db) {
        return db.createNamedGet("search.count-stale", COUNT_STALE)
                .addParam("analyser", Analyser.VERSION)
                .execute()
                .orElseThrow()
                .column("n")
                .getLong();
    }

    private static Text toText(DbRow row) {
        return Rows.read(row, Text.class);
    }
}
