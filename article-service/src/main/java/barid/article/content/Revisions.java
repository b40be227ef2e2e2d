package barid.article.content;

import barid.article.audit.AuditStore;
import barid.kit.changes.Origin;
import barid.kit.db.Database;
import barid.kit.http.Problem;
import io.helidon.dbclient.DbExecute;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** What was saved before: read, compared, and taken up again as a new revision. */
public final class Revisions {
    private final Database database;
    private final Drafts drafts;
    private final AuditStore audit;
    private final ArticleStore store = new ArticleStore();
    private final RevisionStore revisions = new RevisionStore();
    private final Saving saving;

    public Revisions(Database database, Drafts drafts, AuditStore audit, RandomGenerator random) {
        this.database = database;
        this.drafts = drafts;
        this.audit = audit;
        this.saving = new Saving(store, revisions, new SlugStore(), random);
    }

    /** A revision of one text beside one of the same or of its original. */
    record Pair(Revision from, Revision to) {}

    Optional<Translation> translation(TranslationPath path) {
        return store.translation(database.client().execute(), path.article(), path.language());
    }

    /** At most {@code count} revisions numbered lower than {@code before}, the newest first. */
    List<RevisionLine> page(TranslationPath path, int before, int count) {
        return revisions.page(database.client().execute(), path.article(), path.language(), before, count);
    }

    Optional<Revision> find(TranslationPath path, int number) {
        return revisions.find(database.client().execute(), path.article(), path.language(), number);
    }

    /** What a translation was made from, and what its original says now. */
    Pair original(TranslationPath path) {
        Article article = new ArticleTextStore()
                .newest(database.client().execute(), path.article(), Optional.of(path.language()))
                .orElseThrow(Problem::notFound);
        Revision text =
                article.in(path.language()).orElseThrow(Problem::notFound).newest();
        Translation original = article.in(article.original())
                .filter(current -> !article.original().equals(path.language()))
                .orElseThrow(Problem::notFound)
                .translation();
        Integer madeFrom = text.madeFrom();
        if (madeFrom == null) {
            throw Problem.conflict("It is not known which revision of the original this was made from.");
        }
        TranslationPath originals = new TranslationPath(path.article(), article.original());
        return new Pair(
                find(originals, madeFrom).orElseThrow(Problem::notFound),
                find(originals, Freshness.judge(original)).orElseThrow(Problem::notFound));
    }

    /**
     * Saves the text of an old revision as a new one, after the checks of today; its address stays the present one. What is
     * the newest text already is not saved again.
     */
    ActResult restore(Target target, int number) {
        TranslationPath path = new TranslationPath(target.article(), target.language());
        Revision old = find(path, number).orElseThrow(Problem::notFound);
        Draft draft = drafts.in(old.language(), submission(old));
        return database.transactions().inTransaction(tx -> {
            Translation before = store.lock(tx, target.article())
                    .flatMap(original -> store.translation(tx, target.article(), target.language()))
                    .orElseThrow(Problem::notFound);
            Current current = new Current(before, revisions.of(tx, before, before.newestRevision()));
            if (!target.condition().meets(current.etag())) {
                return new ActResult.Stale(current);
            }
            return new ActResult.Done(
                    saysTheSame(current.newest(), old, draft) ? current : save(tx, target, before, old, draft));
        });
    }

    private Current save(DbExecute tx, Target target, Translation before, Revision old, Draft draft) {
        Saving.Source source = new Saving.Source(old.origin(), old.engine(), old.madeFrom());
        Instant now = store.now(tx).truncatedTo(ChronoUnit.MILLIS);
        Current saved = saving.next(tx, before, draft, source, now, target.actor());
        audit.append(
                tx,
                target.actor(),
                "restore",
                target.article(),
                target.language(),
                Map.of("revision", saved.newest().number(), "restored", old.number()));
        return saved;
    }

    private static Submission submission(Revision old) {
        return new Submission(
                null,
                old.title(),
                old.summary(),
                old.html(),
                List.copyOf(old.topics()),
                List.copyOf(old.authors()),
                null,
                old.lead() == null
                        ? null
                        : new Submission.LeadSubmission(
                                old.lead().media(), old.lead().alt(), old.lead().caption()),
                old.origin() == Origin.ORIGINAL ? null : old.origin(),
                old.engine(),
                old.madeFrom());
    }

    private static boolean saysTheSame(Revision newest, Revision old, Draft draft) {
        return newest.title().equals(draft.title())
                && newest.summary().equals(draft.summary())
                && newest.html().equals(draft.html())
                && newest.authors().equals(draft.authors())
                && newest.topics().equals(draft.topics())
                && Objects.equals(newest.lead(), draft.lead())
                && newest.origin() == old.origin()
                && Objects.equals(newest.engine(), old.engine())
                && Objects.equals(newest.madeFrom(), old.madeFrom());
    }
}
