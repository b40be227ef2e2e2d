package barid.article.content;

import barid.article.audit.Actor;
import barid.article.audit.AuditStore;
import barid.article.changes.ChangeLog;
import barid.article.content.ArchivedArticle.ArchivedSlug;
import barid.article.content.ArchivedArticle.ArchivedTranslation;
import io.helidon.dbclient.DbExecute;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * Puts in articles that an archive holds, whole and in whatever state they stood, in the transaction of the import; the
 * caller announces what is public.
 */
public final class ArchivedArticles {
    private final ArticleStore articles = new ArticleStore();
    private final RevisionStore revisions = new RevisionStore();
    private final SlugStore slugs = new SlugStore();
    private final ArchivedArticleStore store = new ArchivedArticleStore();
    private final Saving saving;
    private final Publishing publishing;

    private final AuditStore audit;

    public ArchivedArticles(ChangeLog changes, AuditStore audit, RandomGenerator random) {
        this.audit = audit;
        this.saving = new Saving(articles, revisions, slugs, random);
        this.publishing = new Publishing(articles, revisions, slugs, changes);
    }

    /** Whether an article may be named so. */
    public static boolean isSlug(String text) {
        return Slugs.wellFormed(text);
    }

    /** The article's row locked, if it is here. */
    public boolean lock(DbExecute tx, UUID article) {
        return articles.lock(tx, article).isPresent();
    }

    /** Why the article cannot be put in although it is not here. */
    public Optional<String> hindrance(DbExecute tx, ArchivedArticle article) {
        return article.translations().stream()
                .map(translation -> translation.state().entryId())
                .filter(entryId -> articles.byEntryId(tx, entryId).isPresent())
                .findFirst()
                .map(entryId -> "its id " + entryId + " is the id of another article here");
    }

    /** Puts in the article and its names, which come back by language where they had to become others. */
    public Map<String, Map<String, String>> begin(DbExecute tx, ArchivedArticle article, List<String> notes) {
        store.insert(tx, article);
        Map<String, Map<String, String>> renamed = new HashMap<>();
        for (ArchivedTranslation translation : article.translations()) {
            store.insertTranslation(tx, translation);
            for (ArchivedSlug slug : translation.slugs()) {
                String language = translation.state().language();
                String name = slug.slug();
                if (!slugs.claim(tx, article.id(), language, name)) {
                    name = saving.derive(tx, article.id(), language, name);
                    renamed.computeIfAbsent(language, any -> new HashMap<>()).put(slug.slug(), name);
                    notes.add("the name " + slug.slug() + " is another article's here, so it became " + name);
                }
                store.publicSince(tx, article.id(), language, name, slug.publicSince());
            }
        }
        return renamed;
    }

    /** Puts in a revision of an article that was begun in this transaction. */
    public void put(DbExecute tx, Revision revision) {
        revisions.insert(tx, revision);
    }

    /** By the clock by which embargoes end. */
    public Instant now(DbExecute tx) {
        return articles.now(tx).truncatedTo(ChronoUnit.MILLIS);
    }

    /**
     * Opens what is public of an article whose revisions are in, and puts out what fell due meanwhile.
     *
     * @return the languages in which it is public by the archive or by what fell due, for the change feed
     */
    public List<String> open(DbExecute tx, ArchivedArticle article, Instant now, List<String> notes) {
        List<String> due = new ArrayList<>();
        for (ArchivedTranslation archived : article.translations()) {
            Translation translation = archived.state();
            Instant at = translation.scheduledAt();
            Integer revision = translation.scheduledRevision();
            if (translation.state() == State.PUBLISHED) {
                publishing.open(tx, translation, now);
            } else if (at != null && revision != null && !at.isAfter(now)) {
                Instant updated = translation.published() == null ? at : Publishing.later(translation, now);
                // Nobody decided here that it is news: whoever awaits it learns of it from the pages and the feeds.
                Translation shown = translation.shown(revision, at, updated, true);
                articles.write(tx, shown);
                store.quieten(tx, shown);
                publishing.open(tx, shown, now);
                due.add(translation.language());
                notes.add(translation.language() + " was due at " + at + ": it is public now, as historical");
            }
        }
        return due;
    }

    /** Notes in the audit log that the article came by an archive. */
    public void note(DbExecute tx, Actor actor, ArchivedArticle article) {
        audit.append(tx, actor, "import", article.id(), article.original(), Map.of("format", "barid"));
    }
}
