package barid.article.content;

import barid.article.audit.Actor;
import barid.article.changes.ChangeLog;
import barid.article.search.SearchIndex;
import io.helidon.dbclient.DbExecute;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The public side of the acts: what readers see, and its announcement, in the transaction of the act. */
final class Publishing {
    /** What is older when it first becomes public is no news: it is never mailed and never pinged. */
    private static final Duration NEWS = Duration.ofDays(7);

    private final ArticleStore articles;
    private final RevisionStore revisions;
    private final SlugStore slugs;
    private final UseStore uses = new UseStore();
    private final SearchIndex search = new SearchIndex();
    private final ChangeLog changes;

    Publishing(ArticleStore articles, RevisionStore revisions, SlugStore slugs, ChangeLog changes) {
        this.articles = articles;
        this.revisions = revisions;
        this.slugs = slugs;
        this.changes = changes;
    }

    /** Puts a revision out as news: first, again, or as an update; {@code updated} moves. */
    Translation publish(DbExecute tx, Translation before, int revision, Instant published, Instant now, Actor actor) {
        Instant updated = before.published() == null ? published : later(before, now);
        boolean historical = published.isBefore(now.minus(NEWS));
        Translation after = before.shown(revision, published, updated, historical);
        show(tx, before, after, now, actor);
        return after;
    }

    /** An instant that is later than the last {@code updated}, whatever the clock says. */
    static Instant later(Translation translation, Instant now) {
        Instant updated = translation.updated();
        return updated == null || now.isAfter(updated) ? now : updated.plusMillis(1);
    }

    /** Writes {@code after}, which is public, and announces it. */
    void show(DbExecute tx, Translation before, Translation after, Instant now, Actor actor) {
        articles.write(tx, after);
        Revision revision = open(tx, after, now);
        announce(tx, after, concernsSiblings(tx, before, revision), actor);
    }

    /** Opens all that leads to the public revision, but for the change feed. */
    Revision open(DbExecute tx, Translation after, Instant now) {
        Integer number = after.publicRevision();
        Instant published = after.published();
        if (number == null || published == null) {
            throw new IllegalArgumentException("not public");
        }
        Revision revision = revisions.of(tx, after, number);
        slugs.show(tx, revision, now);
        uses.show(tx, revision, published);
        search.put(
                tx,
                revision.article(),
                revision.language(),
                published,
                revision.title(),
                revision.summary(),
                revision.authors(),
                revision.topics(),
                revision.html());
        return revision;
    }

    /** Writes {@code after}, which is withdrawn, and announces it. */
    void hide(DbExecute tx, Translation before, Translation after, Actor actor) {
        articles.write(tx, after);
        uses.forget(tx, after.article(), after.language());
        search.remove(tx, after.article(), after.language());
        announce(tx, after, before.state() == State.PUBLISHED, actor);
    }

    /** Siblings announce a translation's language, address and origin as alternates of theirs. */
    private boolean concernsSiblings(DbExecute tx, Translation before, Revision revision) {
        Integer shown = before.publicRevision();
        if (before.state() != State.PUBLISHED || shown == null) {
            return true;
        }
        Revision old = revisions.of(tx, before, shown);
        return !old.slug().equals(revision.slug()) || old.origin() != revision.origin();
    }

    private void announce(DbExecute tx, Translation translation, boolean siblings, Actor actor) {
        changes.lock(tx);
        List<String> languages = new ArrayList<>(List.of(translation.language()));
        if (siblings) {
            articles.translations(tx, translation.article()).stream()
                    .filter(other -> other.state() == State.PUBLISHED)
                    .map(Translation::language)
                    .filter(language -> !language.equals(translation.language()))
                    .forEach(languages::add);
        }
        changes.announce(tx, translation.article(), languages, actor.traceparent());
    }
}
