package barid.article.archive;

import barid.article.archive.Lines.ArticleLine;
import barid.article.archive.Lines.ArticleOrRevision;
import barid.article.archive.Lines.RevisionLine;
import barid.article.archive.Lines.TranslationLine;
import barid.article.importing.ImportRefused;
import org.jspecify.annotations.Nullable;

import java.io.IOException;

/** Reads the part of the articles: each with the revisions that follow it. */
final class ArticleReader implements AutoCloseable {
    private final PartReader lines;
    private @Nullable ArticleLine article;

    ArticleReader(ArchiveFile archive) throws ImportRefused, IOException {
        this.lines = archive.lines(Parts.ARTICLES);
        this.article = nextArticle();
    }

    /** What is done with each revision. */
    interface Sink {
        void take(RevisionLine revision) throws ImportRefused, IOException;
    }

    private @Nullable ArticleLine nextArticle() throws ImportRefused, IOException {
        ArticleOrRevision line = lines.next(ArticleOrRevision.class);
        if (line == null) {
            return null;
        }
        if (line.article() == null || line.revision() != null) {
            throw lines.refused("an article is expected here");
        }
        return line.article();
    }

    /** The article that was reached; null at the end. */
    @Nullable
    ArticleLine article() {
        return article;
    }

    /** Reads the revisions of {@link #article()} and moves to the next. */
    void revisions(Sink sink) throws ImportRefused, IOException {
        ArticleLine of = article;
        if (of == null) {
            throw new IllegalStateException("there is no article any more");
        }
        for (TranslationLine translation : of.translations()) {
            int number = 0;
            for (int i = 0; i < translation.revisions(); i++) {
                ArticleOrRevision line = lines.next(ArticleOrRevision.class);
                RevisionLine revision = line == null ? null : line.revision();
                if (revision == null
                        || (line != null && line.article() != null)
                        || !revision.language().equals(translation.language())
                        || revision.number() <= number) {
                    throw lines.refused(
                            "the next revision of " + of.id() + " in " + translation.language() + " is expected here");
                }
                number = revision.number();
                sink.take(revision);
            }
        }
        article = nextArticle();
    }

    /** That the line last read is not to be taken, and why. */
    ImportRefused refused(String reason) {
        return lines.refused(reason);
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
