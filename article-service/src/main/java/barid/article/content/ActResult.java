package barid.article.content;

/** What became of an act. */
public sealed interface ActResult {
    /** It was done, or had been before. */
    record Done(Current current) implements ActResult {}

    /** The text is not the one that the writer had before the eyes; nothing was done. */
    record Stale(Current current) implements ActResult {}
}
