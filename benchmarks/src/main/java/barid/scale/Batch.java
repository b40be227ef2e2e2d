package barid.scale;

import barid.article.search.SearchDocument;
import org.postgresql.copy.CopyManager;

import java.io.IOException;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** All rows that the publication of some articles leaves, table by table. */
final class Batch {
    private final Rows articles = new Rows("article", "id, original, created_at, created_by");
    private final Rows translations = new Rows(
            "translation",
            "article, language, entry_id, state, newest_revision, public_revision, published, updated, historical");
    private final Rows revisions = new Rows(
            "revision",
            "article, language, number, title, summary, html, slug, authors, topics, origin, made_from, saved_at,"
                    + " saved_by");
    private final Rows slugs = new Rows("slug", "language, slug, article, public_since");
    private final Rows topics = new Rows("topic_use", "article, language, topic, published");
    private final Rows changes = new Rows("change", "position, key, kind, article, language, appended_at");
    private final Rows marks = new Rows("change_mark", "position, mark");
    private final Rows search = new Rows("search_text", "article, language, published, analyser, document");
    private final Map<String, Map<String, String>> words = new HashMap<>();

    void add(Article article) {
        articles.add(article.id(), "en", article.published(), "generator");
        long position = 2L * article.ordinal() + Corpus.FIRST_POSITION;
        for (Article.Text text : article.texts()) {
            add(article, text, position++);
        }
    }

    private void add(Article article, Article.Text text, long position) {
        boolean original = text.language().equals("en");
        String topic = Corpus.topic(article.topic());
        String key = article.id() + ":" + text.language();
        translations.add(
                article.id(),
                text.language(),
                "tag:scale.example,2026:" + key,
                "published",
                1,
                1,
                article.published(),
                article.published(),
                true);
        revisions.add(
                article.id(),
                text.language(),
                1,
                text.title(),
                text.summary(),
                text.html(),
                text.slug(),
                "{\"" + Corpus.author(article.ordinal()) + "\"}",
                "{" + topic + "}",
                original ? "original" : "human",
                original ? null : 1,
                article.published(),
                "generator");
        slugs.add(text.language(), text.slug(), article.id(), article.published());
        topics.add(article.id(), text.language(), topic, article.published());
        changes.add(position, key, "translation", article.id(), text.language(), article.published());
        marks.add(position, "m" + Long.toString(position, 36));
        SearchDocument document = SearchDocument.of(
                text.language(),
                text.title(),
                text.summary(),
                List.of(Corpus.author(article.ordinal()), Corpus.topicName(article.topic())),
                text.html());
        search.add(article.id(), text.language(), article.published(), SearchDocument.version(), document.vector());
        words.computeIfAbsent(text.language(), language -> new HashMap<>()).putAll(document.words());
    }

    /** The words of all texts so far that suggestions are made of: by language, folded and as they are shown. */
    Map<String, Map<String, String>> words() {
        return words;
    }

    /** Sends everything, parents before children, and forgets it. */
    void copy(CopyManager copy) throws SQLException, IOException {
        for (Rows rows : all()) {
            rows.copy(copy);
        }
    }

    private List<Rows> all() {
        return List.of(articles, translations, revisions, slugs, topics, changes, marks, search);
    }

    static List<String> tables() {
        return List.of(
                "article", "translation", "revision", "slug", "topic_use", "change", "change_mark", "search_text");
    }
}
