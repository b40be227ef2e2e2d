package barid.article.content;

import barid.article.audit.Actor;
import barid.kit.changes.Origin;
import barid.kit.http.Problem;
import io.helidon.dbclient.DbExecute;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** Stores revisions and holds their names, in the transaction of the act. */
final class Saving {
    private static final int CHOICES = 20;

    private final ArticleStore articles;
    private final RevisionStore revisions;
    private final SlugStore slugs;
    private final RandomGenerator random;

    Saving(ArticleStore articles, RevisionStore revisions, SlugStore slugs, RandomGenerator random) {
        this.articles = articles;
        this.revisions = revisions;
        this.slugs = slugs;
        this.random = random;
    }

    /** Where a text comes from. */
    record Source(
            Origin origin,
            @Nullable String engine,
            @Nullable Integer madeFrom) {
        static final Source ORIGINAL = new Source(Origin.ORIGINAL, null, null);
    }

    /** The first revision of a translation that is not there yet. */
    Current first(DbExecute tx, UUID article, String entryId, Draft draft, Source source, Instant now, Actor actor) {
        articles.insertTranslation(tx, article, draft.language(), entryId);
        String slug = claim(tx, article, draft, Optional.empty());
        Revision revision = store(tx, article, 1, draft, slug, source, now, actor);
        return current(tx, revision, draft.removed());
    }

    /** One more revision. */
    Current next(DbExecute tx, Translation translation, Draft draft, Source source, Instant now, Actor actor) {
        int number = translation.newestRevision() + 1;
        String held =
                revisions.of(tx, translation, translation.newestRevision()).slug();
        String slug = claim(tx, translation.article(), draft, Optional.of(held));
        Revision revision = store(tx, translation.article(), number, draft, slug, source, now, actor);
        articles.write(tx, translation.saved(number));
        slugs.release(tx, translation.article(), translation.language());
        return current(tx, revision, draft.removed());
    }

    private Current current(DbExecute tx, Revision revision, List<String> removed) {
        return new Current(
                articles.translation(tx, revision.article(), revision.language())
                        .orElseThrow(),
                revision,
                removed);
    }

    /** Stores a revision whose name is claimed. */
    Revision store(
            DbExecute tx, UUID article, int number, Draft draft, String slug, Source source, Instant now, Actor actor) {
        Revision revision = new Revision(
                article,
                draft.language(),
                number,
                draft.title(),
                draft.summary(),
                draft.html(),
                slug,
                draft.authors(),
                draft.topics(),
                draft.lead(),
                source.origin(),
                source.engine(),
                source.madeFrom(),
                now,
                actor.name());
        revisions.insert(tx, revision);
        return revision;
    }

    /** A name asked for is taken or refused; one that is held stays, so that addresses do not follow each new title. */
    private String claim(DbExecute tx, UUID article, Draft draft, Optional<String> held) {
        if (draft.slug() != null) {
            if (!slugs.claim(tx, article, draft.language(), draft.slug())) {
                throw Problem.field("slug", "is the name of another article in this language");
            }
            return draft.slug();
        }
        return held.orElseGet(() -> derive(tx, article, draft.language(), draft.title()));
    }

    /** The first free name that reads like {@code text}. */
    String derive(DbExecute tx, UUID article, String language, String text) {
        String slug = Slugs.of(text).orElse("article");
        for (int n = 1; n <= CHOICES; n++) {
            String choice = Slugs.choice(slug, n);
            if (Slugs.wellFormed(choice) && slugs.claim(tx, article, language, choice)) {
                return choice;
            }
        }
        // A title as common as "Weekly report": counting on would take ever longer.
        String choice = slug + "-" + Long.toString(random.nextLong(36L * 36 * 36 * 36 * 36), 36);
        if (!slugs.claim(tx, article, language, choice)) {
            throw Problem.conflict("No free name was found for this title: state a slug.");
        }
        return choice;
    }
}
