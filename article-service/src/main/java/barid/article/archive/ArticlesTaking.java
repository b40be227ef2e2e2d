package barid.article.archive;

import barid.article.archive.Lines.ArticleLine;
import barid.article.archive.Lines.TopicLine;
import barid.article.archive.Lines.TranslationLine;
import barid.article.changes.ChangeLog;
import barid.article.content.ArchivedArticles;
import barid.article.html.Sanitiser;
import barid.article.importing.ImportRefused;
import barid.article.topics.Topics;
import barid.kit.changes.Change;
import barid.kit.db.Database;
import io.helidon.dbclient.DbExecute;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Takes an archive's articles in the order of its change feed, some in each transaction, so that the feed here has the same
 * order. Whatever a transaction makes public it announces, the siblings of an article too, which come again in their own
 * place: at no moment is anything public that followers do not learn of. A run after one that was cut off finds in order
 * what that one announced, and goes on behind it.
 */
final class ArticlesTaking {
    /** Revisions in one transaction, but for the last article's. */
    private static final int REVISIONS_AT_ONCE = 300;

    private final Database database;
    private final ChangeLog changes;
    private final Topics topics;
    private final ArchivedArticles articles;
    private final ArticleTaking taking;
    private final int placesAtOnce;
    /** Translations that come again: whether their place may be the archive's. */
    private final Map<String, Boolean> expected = new HashMap<>();

    private final Set<String> sameTopics = new LinkedHashSet<>();
    /** The place of the last change that stands in the archive's order. */
    private long last;

    ArticlesTaking(
            Database database,
            ChangeLog changes,
            Topics topics,
            ArchivedArticles articles,
            Sanitiser sanitiser,
            int placesAtOnce) {
        this.database = database;
        this.changes = changes;
        this.topics = topics;
        this.articles = articles;
        this.taking = new ArticleTaking(articles, sanitiser);
        this.placesAtOnce = placesAtOnce;
    }

    void takeAll(ArchiveFile archive, Set<String> known, Report report)
            throws ImportRefused, IOException, InterruptedException {
        readTopics(archive);
        try (Walk walk = new Walk(archive, known)) {
            boolean more = true;
            while (more) {
                report.goOn();
                Batch batch = database.transactions().inTransaction(tx -> batch(tx, walk, report));
                last = batch.last;
                more = batch.more;
                for (ArticleTaking.Result result : batch.results) {
                    report(result, report);
                }
            }
        }
    }

    private void readTopics(ArchiveFile archive) throws ImportRefused, IOException {
        try (PartReader lines = archive.lines(Parts.TOPICS)) {
            for (TopicLine line = lines.next(TopicLine.class); line != null; line = lines.next(TopicLine.class)) {
                TopicLine topic = line;
                if (topics.find(line.slug())
                        .filter(here -> TopicTaking.isHere(topic, here))
                        .isPresent()) {
                    sameTopics.add("topic:" + line.slug());
                }
            }
        }
    }

    /** What one transaction does: articles first, then, under the feed's lock, their places. */
    private final class Batch {
        private final List<ArticleTaking.Result> results = new ArrayList<>();
        /** In the archive's order. */
        private final List<String> places = new ArrayList<>();

        private long last = ArticlesTaking.this.last;
        private boolean more = true;
    }

    private Batch batch(DbExecute tx, Walk walk, Report report) {
        Batch batch = new Batch();
        Instant now = articles.now(tx);
        try {
            int revisions = 0;
            for (int steps = 0; steps < placesAtOnce && revisions < REVISIONS_AT_ONCE; steps++) {
                Walk.Step step = walk.next();
                if (step == null) {
                    batch.more = false;
                    break;
                }
                ArticleLine article = step.article();
                if (article != null) {
                    revisions += article.revisions();
                    ArticleTaking.Result result = taking.take(tx, article, walk.articles(), now, report.actor());
                    batch.results.add(result);
                    Walk.keys(article).forEach(key -> expected.put(key, result.asGiven()));
                }
                String key = step.key();
                if (key != null && mayBePlaced(key)) {
                    batch.places.add(key);
                }
            }
            announce(tx, batch, report);
            return batch;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ImportRefused e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }

    private boolean mayBePlaced(String key) {
        return sameTopics.contains(key) || Boolean.TRUE.equals(expected.remove(key));
    }

    private void announce(DbExecute tx, Batch batch, Report report) {
        List<String> behind = batch.results.stream()
                .filter(ArticleTaking.Result::taken)
                .flatMap(ArticlesTaking::announced)
                .filter(key -> !batch.places.contains(key))
                .toList();
        if (batch.places.isEmpty() && behind.isEmpty()) {
            return;
        }
        changes.lock(tx);
        Map<String, Long> positions = changes.positions(tx, batch.places);
        int ordered = 0;
        while (ordered < batch.places.size()) {
            Long position = positions.get(batch.places.get(ordered));
            if (position == null || position <= batch.last) {
                break;
            }
            batch.last = position;
            ordered++;
        }
        List<String> moved = batch.places.subList(ordered, batch.places.size());
        List<String> keys = Stream.concat(moved.stream(), behind.stream()).toList();
        if (keys.isEmpty()) {
            return;
        }
        changes.announceKeys(tx, keys, report.actor().traceparent());
        if (!moved.isEmpty()) {
            batch.last = changes.positions(tx, List.of(moved.getLast())).getOrDefault(moved.getLast(), batch.last);
        }
    }

    private static Stream<String> announced(ArticleTaking.Result result) {
        return Stream.concat(
                Walk.keys(result.article()).stream(),
                result.due().stream()
                        .map(language -> Change.key(result.article().id(), language)));
    }

    private static void report(ArticleTaking.Result result, Report report) throws InterruptedException {
        ArticleLine article = result.article();
        Optional<TranslationLine> original = article.translations().stream()
                .filter(translation -> translation.language().equals(article.original()))
                .findFirst();
        report.article(
                article.id(),
                article.original(),
                original.map(TranslationLine::entryId).orElse(null),
                result.title(),
                result.skipped(),
                result.notes());
    }
}
