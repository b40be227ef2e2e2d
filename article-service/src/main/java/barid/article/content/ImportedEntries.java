package barid.article.content;

import barid.article.audit.Actor;
import barid.article.audit.AuditStore;
import barid.article.store.Rows;
import barid.kit.changes.Origin;
import io.helidon.dbclient.DbExecute;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** Takes entries of other systems, in the transaction of the import. */
final class ImportedEntries {
    private final ArticleStore articles;
    private final RevisionStore revisions;
    private final Saving saving;
    private final Publishing publishing;
    private final AuditStore audit;

    ImportedEntries(
            ArticleStore articles, RevisionStore revisions, Saving saving, Publishing publishing, AuditStore audit) {
        this.articles = articles;
        this.revisions = revisions;
        this.saving = saving;
        this.publishing = publishing;
        this.audit = audit;
    }

    ImportResult take(DbExecute tx, Imported entry, Instant now, Actor actor) {
        articles.lockEntry(tx, entry.entryId());
        byte[] digest = digest(entry);
        Optional<Translation> standing = articles.byEntryId(tx, entry.entryId());
        if (standing.isEmpty()) {
            return takeNew(tx, entry, digest, now, actor);
        }
        UUID article = standing.get().article();
        String language = standing.get().language();
        articles.lock(tx, article);
        Translation before = articles.translation(tx, article, language).orElseThrow();
        if (articles.importedDigest(tx, before)
                .filter(last -> Arrays.equals(last, digest))
                .isPresent()) {
            return new ImportResult.Skipped("is here already");
        }
        if (!Objects.equals(before.importedRevision(), before.newestRevision())) {
            return new ImportResult.Skipped("was edited here since it was imported");
        }
        if (before.gone() || (entry.draft() && before.state() != State.DRAFT)) {
            return new ImportResult.Skipped("is " + before.state().word() + " here");
        }
        if (!language.equals(entry.language())) {
            return new ImportResult.Skipped("is here in another language");
        }
        return takeChange(tx, entry, before, digest, now, actor);
    }

    private ImportResult takeNew(DbExecute tx, Imported entry, byte[] digest, Instant now, Actor actor) {
        UUID article = group(tx, entry).orElseGet(() -> articles.insert(tx, entry.language(), actor.name()));
        Draft draft = draft(entry);
        articles.insertTranslation(tx, article, entry.language(), entry.entryId());
        String slug = saving.derive(tx, article, entry.language(), entry.slug().orElse(entry.title()));
        saving.store(tx, article, 1, draft, slug, source(tx, article, entry), now, actor);
        Translation before = articles.translation(tx, article, entry.language()).orElseThrow();
        articles.markImported(tx, before, digest);
        audit.append(tx, actor, "import", article, entry.language(), Map.of("entryId", entry.entryId()));
        release(tx, entry, before, now, actor);
        return new ImportResult.Taken(article, entry.language());
    }

    /** The article that it is a translation of, unless that one has a text in this language. */
    private Optional<UUID> group(DbExecute tx, Imported entry) {
        return entry.siblings().stream()
                .flatMap(id -> articles.byEntryId(tx, id).stream())
                .map(Translation::article)
                .filter(article -> {
                    articles.lock(tx, article);
                    return articles.translation(tx, article, entry.language()).isEmpty();
                })
                .findFirst();
    }

    private ImportResult takeChange(
            DbExecute tx, Imported entry, Translation before, byte[] digest, Instant now, Actor actor) {
        String slug = revisions.of(tx, before, before.newestRevision()).slug();
        int number = before.newestRevision() + 1;
        saving.store(tx, before.article(), number, draft(entry), slug, source(tx, before.article(), entry), now, actor);
        Translation saved = before.saved(number);
        articles.write(tx, saved);
        articles.markImported(tx, saved, digest);
        release(tx, entry, saved, now, actor);
        audit.append(
                tx,
                actor,
                "import",
                before.article(),
                before.language(),
                Map.of("entryId", entry.entryId(), "revision", number));
        return new ImportResult.Changed(before.article(), before.language());
    }

    /** What was public there is public here, and history; what waits there waits here; a draft stays one. */
    private void release(DbExecute tx, Imported entry, Translation saved, Instant now, Actor actor) {
        if (entry.draft()) {
            return;
        }
        Instant published =
                saved.published() == null ? entry.published().truncatedTo(ChronoUnit.MILLIS) : saved.published();
        if (published.isAfter(now)) {
            articles.write(tx, saved.scheduled(published));
        } else {
            Translation after = saved.shown(saved.newestRevision(), published, updated(entry, published), true);
            publishing.show(tx, saved, after, now, actor);
        }
    }

    private static Instant updated(Imported entry, Instant published) {
        Instant updated = entry.updated().truncatedTo(ChronoUnit.MILLIS);
        return updated.isAfter(published) ? updated : published;
    }

    private Saving.Source source(DbExecute tx, UUID article, Imported entry) {
        String original = articles.original(tx, article).orElseThrow();
        if (entry.language().equals(original)) {
            return Saving.Source.ORIGINAL;
        }
        Integer madeFrom = articles.translation(tx, article, original)
                .map(Translation::publicRevision)
                .orElse(null);
        return entry.origin() == Origin.MACHINE
                ? new Saving.Source(Origin.MACHINE, entry.engine(), madeFrom)
                : new Saving.Source(Origin.HUMAN, null, madeFrom);
    }

    private static Draft draft(Imported entry) {
        return new Draft(
                entry.language(),
                entry.title(),
                entry.summary(),
                entry.html(),
                List.of(),
                entry.authors(),
                entry.topics(),
                entry.lead().orElse(null),
                null,
                null,
                null,
                null);
    }

    private static byte[] digest(Imported entry) {
        // A wish for another slug does not make it another text.
        Object[] told = {
            entry.language(),
            entry.title(),
            entry.summary(),
            entry.html(),
            entry.authors(),
            entry.topics(),
            entry.origin(),
            entry.published(),
            entry.updated(),
            entry.lead().orElse(null),
            entry.draft()
        };
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(String.valueOf(Rows.json(told)).getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
