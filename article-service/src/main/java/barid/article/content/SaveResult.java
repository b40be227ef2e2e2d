package barid.article.content;

import java.util.Optional;

/** What became of a save. */
public sealed interface SaveResult {
    /** The translation was not there before. */
    record Created(Current current) implements SaveResult {}

    /** A new revision stands. */
    record Saved(Current current) implements SaveResult {}

    /** The condition was not met, nothing was stored; what stands, if anything does. */
    record Refused(Optional<Current> current) implements SaveResult {}
}
