package barid.article.archive;

import barid.article.archive.Lines.ArticleLine;
import barid.article.archive.Lines.RevisionLine;
import barid.article.archive.Lines.TranslationLine;
import barid.article.audit.Actor;
import barid.article.content.ArchivedArticle;
import barid.article.content.ArchivedArticles;
import barid.article.content.Revision;
import barid.article.html.Sanitiser;
import barid.article.importing.ImportRefused;
import io.helidon.dbclient.DbExecute;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Takes one article of an archive, in the transaction of its batch. */
final class ArticleTaking {
    private final ArchivedArticles articles;
    private final Sanitiser sanitiser;
    private final ArchiveStore store = new ArchiveStore();

    ArticleTaking(ArchivedArticles articles, Sanitiser sanitiser) {
        this.articles = articles;
        this.sanitiser = sanitiser;
    }

    /**
     * What became of the article.
     *
     * @param skipped why it was left; null if it was taken
     * @param asGiven whether it stands here as the archive brought it, so that its places in the change feed may be the
     *     archive's
     * @param due languages that the archive had scheduled and that are public now
     */
    record Result(
            ArticleLine article,
            String title,
            @Nullable String skipped,
            List<String> notes,
            boolean asGiven,
            List<String> due) {
        boolean taken() {
            return skipped == null;
        }
    }

    Result take(DbExecute tx, ArticleLine line, ArticleReader reader, Instant now, Actor actor)
            throws ImportRefused, IOException {
        return articles.lock(tx, line.id()) ? compare(tx, line, reader) : insert(tx, line, reader, now, actor);
    }

    private Result compare(DbExecute tx, ArticleLine line, ArticleReader reader) throws ImportRefused, IOException {
        Reading reading = new Reading(line);
        reader.revisions(reading::add);
        String given = reading.digest();
        String standing = standing(tx, line);
        Optional<ArchiveStore.Digests> before = store.digests(tx, line.id());
        boolean same = given.equals(standing);
        boolean known = before.filter(digests -> digests.given().equals(given)).isPresent();
        boolean untouched = same || (known && before.orElseThrow().taken().equals(standing));
        String reason = same || known ? Report.HERE : "differs from what is here, which stays as it is";
        return new Result(line, reading.title(), reason, List.of(), untouched, List.of());
    }

    private String standing(DbExecute tx, ArticleLine line) throws IOException {
        Reading reading = new Reading(store.article(tx, line.id()));
        store.revisions(tx, List.of(line.id()), reading::add);
        return reading.digest();
    }

    private Result insert(DbExecute tx, ArticleLine line, ArticleReader reader, Instant now, Actor actor)
            throws ImportRefused, IOException {
        Reading reading = new Reading(line);
        ArchivedArticle article = line.toArticle();
        Optional<String> hindrance = articles.hindrance(tx, article);
        if (hindrance.isPresent()) {
            reader.revisions(reading::add);
            return new Result(line, reading.title(), hindrance.get(), List.of(), false, List.of());
        }
        List<String> notes = new ArrayList<>();
        Map<String, Map<String, String>> renamed = articles.begin(tx, article, notes);
        reader.revisions(revision -> {
            reading.add(revision);
            articles.put(tx, safe(line, revision, renamed, notes));
        });
        List<String> due = articles.open(tx, article, now, notes);
        articles.note(tx, actor, article);
        store.taken(tx, line.id(), reading.digest(), standing(tx, line));
        return new Result(line, reading.title(), null, List.copyOf(notes), true, due);
    }

    private Revision safe(
            ArticleLine article, RevisionLine revision, Map<String, Map<String, String>> renamed, List<String> notes) {
        Sanitiser.Sanitised safe = sanitiser.sanitise(revision.html());
        if (!safe.html().equals(revision.html())) {
            notes.add("the text of revision " + revision.number() + " in " + revision.language() + " was made safe"
                    + (safe.removed().isEmpty() ? "" : "; taken out: " + String.join(", ", safe.removed())));
        }
        String slug =
                renamed.getOrDefault(revision.language(), Map.of()).getOrDefault(revision.slug(), revision.slug());
        return revision.toRevision(article.id(), safe.html(), slug);
    }

    /** Reads an article and its revisions, from the archive or from here: equal digests mean equal articles. */
    private static final class Reading {
        private final MessageDigest digest = Parts.sha256();
        private final String language;
        private final int newest;
        private String title = "–";

        Reading(ArticleLine article) {
            digest.update(Parts.write(article));
            List<TranslationLine> translations = article.translations();
            Optional<TranslationLine> told = translations.stream()
                    .filter(translation -> translation.language().equals(article.original()))
                    .findFirst()
                    .or(() -> translations.stream().findFirst());
            this.language = told.map(TranslationLine::language).orElse("");
            this.newest = told.map(TranslationLine::newestRevision).orElse(0);
        }

        void add(RevisionLine revision) {
            digest.update(Parts.write(revision));
            if (revision.language().equals(language) && revision.number() == newest) {
                title = revision.title();
            }
        }

        String digest() {
            return HexFormat.of().formatHex(digest.digest());
        }

        String title() {
            return title;
        }
    }
}
