package barid.article.content;

import java.util.List;

/**
 * A translation with its newest saved text.
 *
 * @param removed what the sanitiser took out of the text that was just saved
 */
public record Current(Translation translation, Revision newest, List<String> removed) {
    Current(Translation translation, Revision newest) {
        this(translation, newest, List.of());
    }

    /** The entity tag of the newest saved revision; the instant tells it from one that was deleted and written anew. */
    String etag() {
        return "\"" + newest.number() + "-" + Long.toString(newest.savedAt().toEpochMilli(), 36) + "\"";
    }
}
