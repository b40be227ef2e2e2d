package barid.article.search;

import barid.kit.db.Database;
import barid.kit.service.Repeating;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What search needs beside each publication, in every instance at once and claimed row by row: the words of new texts, for
 * suggestions; the index's list of what is new, emptied before a reader or an editor has to wait for it; and the texts that
 * were published before this analyser was.
 */
public final class Indexing {
    private static final Logger LOG = LoggerFactory.getLogger(Indexing.class);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration SAY = Duration.ofSeconds(10);
    private static final int BATCH = 20;

    private final Database database;
    private final IndexStore store = new IndexStore();
    private final SearchIndex index = new SearchIndex();
    private final AtomicLong left = new AtomicLong();
    private long done;
    private long saidAt;

    public Indexing(Database database, MeterRegistry metrics) {
        this.database = database;
        Gauge.builder("barid.search.stale", left, AtomicLong::get)
                .description("Public texts that search does not find yet, or finds by older rules")
                .register(metrics);
    }

    /** Starts to work, for ever. */
    public Repeating start() {
        return new Repeating("indexing", LOOK, this::index).start();
    }

    private boolean index() {
        boolean indexed = indexStale();
        boolean added = addWords();
        if (indexed || added) {
            store.flush(database.client().execute());
        }
        return indexed || added;
    }

    private boolean indexStale() {
        int indexed = database.transactions().inTransaction(tx -> {
            Map<String, Map<String, String>> words = new TreeMap<>();
            List<IndexStore.Text> stale = store.claimStale(tx, BATCH);
            stale.forEach(text -> collect(words, text.language(), index.put(tx, text)));
            words.forEach((language, some) -> store.addWords(tx, language, some));
            return stale.size();
        });
        say(indexed);
        return indexed > 0;
    }

    private void say(int indexed) {
        long now = System.nanoTime();
        if (indexed > 0 && (done == 0 || now - saidAt > SAY.toNanos())) {
            left.set(store.countStale(database.client().execute()));
            LOG.info("Texts are being indexed for search: {} done here, {} left", done + indexed, left.get());
            saidAt = now;
        } else if (indexed == 0 && done > 0) {
            left.set(store.countStale(database.client().execute()));
            LOG.info("{} texts were indexed for search", done);
            done = 0;
        }
        done += indexed;
    }

    private boolean addWords() {
        int texts = database.transactions().inTransaction(tx -> {
            Map<String, Map<String, String>> words = new TreeMap<>();
            List<IndexStore.Text> due = store.claimWords(tx, BATCH);
            due.forEach(text -> collect(words, text.language(), index.document(tx, text)));
            words.forEach((language, some) -> store.addWords(tx, language, some));
            return due.size();
        });
        return texts > 0;
    }

    private static void collect(Map<String, Map<String, String>> words, String language, SearchDocument document) {
        words.computeIfAbsent(language, of -> new TreeMap<>()).putAll(document.words());
    }
}
