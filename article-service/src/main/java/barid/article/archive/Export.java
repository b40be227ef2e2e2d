package barid.article.archive;

import barid.article.archive.Lines.ArticleLine;
import barid.article.archive.Lines.ArticleOrRevision;
import barid.article.archive.Lines.MediaLine;
import barid.article.content.Installation;
import barid.article.media.Uploads;
import barid.kit.db.Database;
import barid.kit.site.Organisation;
import io.helidon.dbclient.DbExecute;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/** Writes an archive of one snapshot, reading as it writes. */
public final class Export {
    private static final int ARTICLES_AT_ONCE = 50;

    private final Database database;
    private final Uploads pictures;
    private final Installation installation;
    private final Organisation organisation;
    private final InstantSource clock;
    private final ArchiveStore store = new ArchiveStore();

    public Export(
            Database database,
            Uploads pictures,
            Installation installation,
            Organisation organisation,
            InstantSource clock) {
        this.database = database;
        this.pictures = pictures;
        this.installation = installation;
        this.organisation = organisation;
        this.clock = clock;
    }

    ArchiveStore.Counts counts() {
        return store.counts(database.client().execute());
    }

    /**
     * Writes the archive to what {@code out} opens when it is known how much there is.
     *
     * @throws UncheckedIOException if the other end is gone; what is written by then is no whole archive
     */
    void writeTo(Function<ArchiveStore.Counts, OutputStream> out) {
        database.transactions().run(tx -> {
            store.snapshot(tx);
            ArchiveStore.Counts counts = store.counts(tx);
            try {
                write(tx, counts, new ArchiveWriter(out.apply(counts)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private void write(DbExecute tx, ArchiveStore.Counts counts, ArchiveWriter archive) throws IOException {
        archive.lines(Parts.TOPICS, lines -> store.topics(tx, lines::write));
        archive.lines(Parts.MEDIA, lines -> store.media(tx, lines::write));
        store.pictures(tx, media -> archive.picture(media, content(media)));
        archive.lines(Parts.ARTICLES, lines -> articles(tx, lines));
        archive.lines(Parts.ORIGINS, lines -> store.origins(tx, lines::write));
        archive.lines(Parts.HISTORY, lines -> store.history(tx, lines::write));
        archive.lines(Parts.CHANGES, lines -> store.changes(tx, lines::write));
        archive.finish(new Manifest(
                Parts.VERSION,
                clock.instant().truncatedTo(ChronoUnit.SECONDS),
                installation.tagAuthority(),
                organisation.languages(),
                counts.articles(),
                counts.translations(),
                counts.media(),
                archive.parts()));
    }

    private byte[] content(MediaLine media) {
        return pictures.content(media.id(), media.type(), media.bytes());
    }

    private void articles(DbExecute tx, ArchiveWriter.LineSink lines) throws IOException {
        List<ArticleLine> some = new ArrayList<>();
        store.articles(tx, article -> {
            some.add(article);
            if (some.size() == ARTICLES_AT_ONCE) {
                withRevisions(tx, some, lines);
                some.clear();
            }
        });
        withRevisions(tx, some, lines);
    }

    private void withRevisions(DbExecute tx, List<ArticleLine> articles, ArchiveWriter.LineSink lines)
            throws IOException {
        Iterator<ArticleLine> next = articles.iterator();
        List<UUID> ids = articles.stream().map(ArticleLine::id).toList();
        int[] left = {0};
        store.revisions(tx, ids, revision -> {
            while (left[0] == 0) {
                ArticleLine article = next.next();
                lines.write(new ArticleOrRevision(article, null));
                left[0] = article.revisions();
            }
            lines.write(new ArticleOrRevision(null, revision));
            left[0]--;
        });
        while (next.hasNext()) {
            lines.write(new ArticleOrRevision(next.next(), null));
        }
    }
}
