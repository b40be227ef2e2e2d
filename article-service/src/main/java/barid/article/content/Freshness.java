package barid.article.content;

import org.jspecify.annotations.Nullable;

/** Whether a text still says what its original says; null where that is not known, or not told. */
final class Freshness {
    private Freshness() {}

    /** Judged by the original's public text and, while it has none, by its newest saved one. */
    static @Nullable Boolean forWriters(Article article, Revision text) {
        return article.in(article.original())
                .map(Current::translation)
                .map(original -> stale(text, judge(original)))
                .orElse(null);
    }

    /** Judged by public texts alone. */
    static @Nullable Boolean forReaders(Article article, Revision text) {
        return article.in(article.original())
                .map(Current::translation)
                .filter(original -> original.state() == State.PUBLISHED)
                .map(original -> stale(text, original.publicRevision()))
                .orElse(null);
    }

    /** The revision of the original by which its translations are judged. */
    static int judge(Translation original) {
        Integer shown = original.publicRevision();
        return shown == null ? original.newestRevision() : shown;
    }

    private static @Nullable Boolean stale(Revision text, @Nullable Integer original) {
        Integer madeFrom = text.madeFrom();
        return (madeFrom == null || original == null) ? null : Boolean.valueOf(madeFrom < original);
    }
}
