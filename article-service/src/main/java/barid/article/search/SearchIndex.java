package barid.article.search;

import io.helidon.dbclient.DbExecute;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Keeps search true to what is public, in the transaction that publishes or withdraws. */
public final class SearchIndex {
    private final IndexStore store = new IndexStore();

    /** Makes a public text findable; what was there of this translation is found no more. */
    public void put(
            DbExecute tx,
            UUID article,
            String language,
            Instant published,
            String title,
            String summary,
            List<String> authors,
            List<String> topics,
            String html) {
        put(tx, new IndexStore.Text(article, language, published, title, summary, authors, topics, html));
        // Words are added later: two publications would wait for each other over every word that is new to both.
        store.expectWords(tx, article, language);
    }

    /** Takes a withdrawn translation out. */
    public void remove(DbExecute tx, UUID article, String language) {
        store.remove(tx, article, language);
    }

    SearchDocument put(DbExecute tx, IndexStore.Text text) {
        SearchDocument document = document(tx, text);
        store.put(tx, text, document);
        return document;
    }

    SearchDocument document(DbExecute db, IndexStore.Text text) {
        List<String> names = new ArrayList<>(text.authors());
        names.addAll(store.topicNames(db, text.topics(), text.language()));
        return SearchDocument.of(text.language(), text.title(), text.summary(), names, text.html());
    }
}
