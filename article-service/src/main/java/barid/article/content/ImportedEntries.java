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
        if (before.state() != State.PUBLISHED) {
            return new ImportResult.Skipped("is " + before.state().word() + " here");
        }
        if (!language.equals(entry.language())) {
            return new ImportResult.Skipped("is here in another language");
        }
        return takeChange(tx, entry, before, digest, now, actor);
    }

    private ImportResult takeNew(DbExecute tx, Imported entry, byte[] digest, Instant now, Actor actor) {
        UUID article = articles.insert(tx, entry.language(), actor.name());
        Draft draft = draft(entry);
        articles.insertTranslation(tx, article, entry.language(), entry.entryId());
        String slug = saving.derive(tx, article, entry.language(), entry.slug().orElse(entry.title()));
        Revision revision = saving.store(tx, article, 1, draft, slug, source(entry), now, actor);
        Translation before = articles.translation(tx, article, entry.language()).orElseThrow();
        articles.markImported(tx, before, digest);
        audit.append(tx, actor, "import", article, entry.language(), Map.of("entryId", entry.entryId()));
        Instant published = entry.published().truncatedTo(ChronoUnit.MILLIS);
        if (published.isAfter(now)) {
            articles.write(tx, before.scheduled(published));
        } else {
            Translation after = before.shown(revision.number(), published, updated(entry, published), true);
            publishing.show(tx, before, after, now, actor);
        }
        return new ImportResult.Taken(article, entry.language());
    }

    private ImportResult takeChange(
            DbExecute tx, Imported entry, Translation before, byte[] digest, Instant now, Actor actor) {
        String slug = revisions.of(tx, before, before.newestRevision()).slug();
        int number = before.newestRevision() + 1;
        saving.store(tx, before.article(), number, draft(entry), slug, source(entry), now, actor);
        Translation saved = before.saved(number);
        Instant published = Objects.requireNonNull(before.published());
        publishing.show(tx, before, saved.shown(number, published, updated(entry, published), true), now, actor);
        articles.markImported(tx, saved, digest);
        audit.append(
                tx,
                actor,
                "import",
                before.article(),
                before.language(),
                Map.of("entryId", entry.entryId(), "revision", number));
        return new ImportResult.Changed(before.article(), before.language());
    }

    private static Instant updated(Imported entry, Instant published) {
        Instant updated = entry.updated().truncatedTo(ChronoUnit.MILLIS);
        return updated.isAfter(published) ? updated : published;
    }

    private static Saving.Source source(Imported entry) {
        return new Saving.Source(entry.origin(), entry.origin() == Origin.MACHINE ? entry.engine() : null, null);
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
            entry.lead().orElse(null)
        };
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(String.valueOf(Rows.json(told)).getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
