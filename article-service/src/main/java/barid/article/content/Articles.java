package barid.article.content;

import barid.article.audit.Actor;
import barid.article.audit.AuditStore;
import barid.article.changes.ChangeLog;
import barid.article.conditional.EntityTags.Condition;
import barid.kit.changes.Origin;
import barid.kit.db.Database;
import barid.kit.http.Problem;
import barid.kit.http.Problem.FieldError;
import io.helidon.dbclient.DbExecute;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** The acts on articles and their translations; each is one transaction, and repeating one changes nothing. */
public final class Articles {
    private final Database database;
    private final Installation installation;
    private final AuditStore audit;
    private final ArticleStore store = new ArticleStore();
    private final RevisionStore revisions = new RevisionStore();
    private final ArticleTextStore texts = new ArticleTextStore();
    private final Saving saving;
    private final Publishing publishing;
    private final ImportedEntries imported;

    public Articles(
            Database database, Installation installation, ChangeLog changes, AuditStore audit, RandomGenerator random) {
        this.database = database;
        this.installation = installation;
        this.audit = audit;
        SlugStore slugs = new SlugStore();
        this.saving = new Saving(store, revisions, slugs, random);
        this.publishing = new Publishing(store, revisions, slugs, changes);
        this.imported = new ImportedEntries(store, revisions, saving, publishing, audit);
    }

    /** By the database's clock, so that no embargo ends early where an instance's own is ahead. */
    private Instant now(DbExecute tx) {
        // Milliseconds everywhere, so that what is told equals what is stored.
        return store.now(tx).truncatedTo(ChronoUnit.MILLIS);
    }

    /** Begins an article with its original text. */
    Current create(DbExecute tx, Draft draft, Actor actor) {
        UUID article = store.insert(tx, draft.language(), actor.name());
        String entryId = installation.entryId(article, draft.language());
        Current current = saving.first(tx, article, entryId, draft, Saving.Source.ORIGINAL, now(tx), actor);
        audit.append(tx, actor, "create", article, draft.language(), Map.of("revision", 1));
        return current;
    }

    /** Adds a translation, only if there is none in this language. */
    public SaveResult add(UUID article, Draft draft, Actor actor) {
        return database.transactions().inTransaction(tx -> {
            String original = store.lock(tx, article).orElseThrow(Problem::notFound);
            Optional<Translation> standing = store.translation(tx, article, draft.language());
            if (standing.isPresent()) {
                return new SaveResult.Refused(standing.map(translation -> current(tx, translation)));
            }
            String entryId = installation.entryId(article, draft.language());
            Saving.Source source = source(tx, article, original, draft);
            Current current = saving.first(tx, article, entryId, draft, source, now(tx), actor);
            audit.append(tx, actor, "create", article, draft.language(), Map.of("revision", 1));
            return new SaveResult.Created(current);
        });
    }

    /** Saves a new revision, only if the newest meets the condition. */
    public SaveResult save(UUID article, Draft draft, Condition condition, Actor actor) {
        return database.transactions().inTransaction(tx -> {
            String original = store.lock(tx, article).orElseThrow(Problem::notFound);
            Optional<Current> standing =
                    store.translation(tx, article, draft.language()).map(translation -> current(tx, translation));
            if (standing.isEmpty() || !condition.meets(standing.get().etag())) {
                return new SaveResult.Refused(standing);
            }
            Saving.Source source = source(tx, article, original, draft);
            Current current = saving.next(tx, standing.get().translation(), draft, source, now(tx), actor);
            int number = current.newest().number();
            audit.append(tx, actor, "save", article, draft.language(), Map.of("revision", number));
            return new SaveResult.Saved(current);
        });
    }

    private Saving.Source source(DbExecute tx, UUID article, String original, Draft draft) {
        if (draft.language().equals(original)) {
            if (draft.origin() != null || draft.madeFrom() != null) {
                throw Problem.field(
                        draft.origin() != null ? "origin" : "madeFrom", "is not for the text in the original language");
            }
            return Saving.Source.ORIGINAL;
        }
        Integer madeFrom = draft.madeFrom();
        if (madeFrom == null) {
            madeFrom = store.translation(tx, article, original)
                    .map(Freshness::judge)
                    .orElse(null);
        } else if (revisions.find(tx, article, original, madeFrom).isEmpty()) {
            throw Problem.field("madeFrom", "is not a revision of the original");
        }
        return new Saving.Source(draft.origin() == null ? Origin.HUMAN : draft.origin(), draft.engine(), madeFrom);
    }

    /** Puts out the newest revision, now or at the instant; a past instant publishes now and stands as published. */
    public ActResult publish(Target target, Optional<Instant> given) {
        Optional<Instant> at = given.map(instant -> instant.truncatedTo(ChronoUnit.MILLIS));
        return act(target, (tx, before) -> {
            Instant now = now(tx);
            if (!before.showsNewest()) {
                requireAlternatives(tx, before);
            }
            if (at.isPresent() && at.get().isAfter(now)) {
                schedule(tx, target, before, at.get());
            } else if (!before.showsNewest()) {
                int revision = before.newestRevision();
                publishing.publish(tx, before, revision, at.orElse(now), now, target.actor());
                note(tx, target, "publish", Map.of("revision", revision));
            }
        });
    }

    private void schedule(DbExecute tx, Target target, Translation before, Instant at) {
        if (before.state() == State.PUBLISHED) {
            throw Problem.conflict("It is public already, so no embargo can begin.");
        }
        Translation after = before.scheduled(at);
        if (!after.equals(before)) {
            store.write(tx, after);
            note(tx, target, "schedule", Map.of("revision", after.newestRevision(), "at", at));
        }
    }

    /** Publishes a translation whose embargo has ended; empty if it is not scheduled any more or not due yet. */
    public Optional<Due> publishDue(DbExecute tx, UUID article, String language, Actor actor) {
        store.lock(tx, article);
        Instant now = now(tx);
        return store.translation(tx, article, language).flatMap(before -> {
            Instant at = before.scheduledAt();
            Integer revision = before.scheduledRevision();
            if (at == null || revision == null || at.isAfter(now)) {
                return Optional.empty();
            }
            Due due = new Due(article, language, at, Duration.between(at, now));
            Map<String, Object> detail = new HashMap<>(Map.of("revision", revision, "at", at));
            if (due.isLate()) {
                detail.put("late", due.late().toSeconds());
            }
            audit.append(tx, actor, "publish", article, language, detail);
            publishing.publish(tx, before, revision, at, now, actor);
            return Optional.of(due);
        });
    }

    /** Takes a scheduled translation back to what it was before. */
    public ActResult unschedule(Target target) {
        return act(target, (tx, before) -> {
            if (before.state() == State.PUBLISHED) {
                throw Problem.conflict("It is public already.");
            }
            if (before.state() == State.SCHEDULED) {
                store.write(tx, before.unscheduled());
                note(tx, target, "unschedule", Map.of());
            }
        });
    }

    /** Puts the newest revision of a public translation out silently. */
    public ActResult revise(Target target) {
        return act(target, (tx, before) -> {
            requirePublic(before);
            if (!before.showsNewest()) {
                requireAlternatives(tx, before);
                Instant now = now(tx);
                Instant updated = before.updated();
                Translation after = before.shown(before.newestRevision(), now, updated == null ? now : updated, true);
                publishing.show(tx, before, after, now, target.actor());
                note(tx, target, "revise", Map.of("revision", before.newestRevision()));
            }
        });
    }

    /** Puts the newest revision of a public translation out and announces what was wrong. */
    public ActResult correct(Target target, String text) {
        return act(target, (tx, before) -> {
            requirePublic(before);
            if (!before.showsNewest()) {
                requireAlternatives(tx, before);
            }
            if (!before.showsNewest() || !text.equals(before.correctionNote())) {
                Instant now = now(tx);
                Instant at = Publishing.later(before, now);
                Translation after =
                        before.shown(before.newestRevision(), at, at, true).corrected(at, text);
                publishing.show(tx, before, after, now, target.actor());
                note(tx, target, "correct", Map.of("revision", before.newestRevision(), "note", text));
            }
        });
    }

    /** An editor's act puts out nothing that shows a picture without a word for who does not see it. */
    private void requireAlternatives(DbExecute tx, Translation before) {
        List<FieldError> missing = AlternativeTexts.missing(revisions.of(tx, before, before.newestRevision()));
        if (!missing.isEmpty()) {
            throw Problem.fields(missing);
        }
    }

    private static void requirePublic(Translation translation) {
        if (translation.state() != State.PUBLISHED) {
            throw Problem.conflict("It is not public.");
        }
    }

    /** Takes a translation back from the public and says why; another reason replaces the first. */
    public ActResult withdraw(Target target, String reason) {
        return act(target, (tx, before) -> {
            if (!before.everPublic()) {
                throw Problem.conflict("It never was public.");
            }
            Translation after = before.withdrawn(now(tx), reason);
            if (!after.equals(before)) {
                publishing.hide(tx, before, after, target.actor());
                note(tx, target, "withdraw", Map.of("reason", reason));
            }
        });
    }

    /** Deletes a translation that never was public, and its article when it was the last. */
    public ActResult delete(Target target) {
        return act(target, (tx, before) -> {
            if (before.everPublic()) {
                throw Problem.conflict("It was public once, so it can be withdrawn but not deleted.");
            }
            store.deleteTranslation(tx, target.article(), target.language());
            store.deleteEmpty(tx, target.article());
            note(tx, target, "delete", Map.of());
        });
    }

    /** Makes an entry of another system public as it was there; idempotent by the entry's id. */
    public ImportResult take(Imported entry, Actor actor) {
        return database.transactions().inTransaction(tx -> imported.take(tx, entry, now(tx), actor));
    }

    private interface Act {
        void on(DbExecute tx, Translation before);
    }

    private ActResult act(Target target, Act act) {
        return database.transactions().inTransaction(tx -> {
            Translation before = store.lock(tx, target.article())
                    .flatMap(original -> store.translation(tx, target.article(), target.language()))
                    .orElseThrow(Problem::notFound);
            Current current = current(tx, before);
            if (!target.condition().meets(current.etag())) {
                return new ActResult.Stale(current);
            }
            act.on(tx, before);
            Translation after =
                    store.translation(tx, target.article(), target.language()).orElse(before);
            return new ActResult.Done(new Current(after, current.newest()));
        });
    }

    private void note(DbExecute tx, Target target, String act, Map<String, ?> detail) {
        audit.append(tx, target.actor(), act, target.article(), target.language(), detail);
    }

    private Current current(DbExecute db, Translation translation) {
        return new Current(translation, revisions.of(db, translation, translation.newestRevision()));
    }

    /** An article as its writers see it; empty if there is none. */
    public Optional<Article> find(UUID article) {
        return texts.newest(database.client().execute(), article, Optional.empty());
    }

    /** The same, with the HTML of one language alone. */
    Optional<Article> find(UUID article, String language) {
        return texts.newest(database.client().execute(), article, Optional.of(language));
    }

    /** An article as readers see it: what is published, with its public text; what is withdrawn, with its last. */
    Optional<Article> findPublic(UUID article) {
        return texts.publicly(database.client().execute(), article, Optional.empty());
    }

    /** The same, with the HTML of one language alone. */
    Optional<Article> findPublic(UUID article, String language) {
        return texts.publicly(database.client().execute(), article, Optional.of(language));
    }
}
