package barid.article.content;

import barid.kit.changes.Origin;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/** A saved text in full. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record RevisionView(
        int number,
        String title,
        String summary,
        String html,
        String slug,
        List<String> authors,
        List<String> topics,
        @Nullable Lead lead,
        Origin origin,
        @Nullable String engine,
        @Nullable Integer madeFrom,
        Instant savedAt,
        String savedBy) {
    static RevisionView of(Revision revision) {
        return new RevisionView(
                revision.number(),
                revision.title(),
                revision.summary(),
                revision.html(),
                revision.slug(),
                revision.authors(),
                revision.topics(),
                revision.lead(),
                revision.origin(),
                revision.engine(),
                revision.madeFrom(),
                revision.savedAt(),
                revision.savedBy());
    }
}
