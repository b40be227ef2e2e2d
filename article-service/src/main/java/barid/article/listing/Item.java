package barid.article.listing;

import barid.article.content.Lead;
import barid.article.content.State;
import barid.article.html.Links;
import barid.kit.changes.Change;
import barid.kit.changes.Origin;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** A translation in a list: all but its text; of what is not published, its newest saved revision. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Item(
        UUID article,
        String language,
        String entryId,
        State state,
        int revision,
        Origin origin,
        @Nullable String engine,
        @Nullable Boolean stale,
        String title,
        String summary,
        String slug,
        String url,
        List<String> authors,
        List<String> topics,
        @Nullable Lead lead,
        @Nullable Instant published,
        @Nullable Instant updated,
        Change.@Nullable Correction correction,
        @Nullable Instant scheduledAt) {

    static Item of(Row row, Links links) {
        Instant correctedAt = row.correctionAt();
        String note = row.correctionNote();
        return new Item(
                row.article(),
                row.language(),
                row.entryId(),
                row.state(),
                row.revision(),
                row.origin(),
                row.engine(),
                row.stale(),
                row.title(),
                row.summary(),
                row.slug(),
                links.article(row.language(), row.slug()),
                row.authors(),
                row.topics(),
                row.lead(),
                row.published(),
                row.updated(),
                correctedAt == null || note == null ? null : new Change.Correction(correctedAt, note),
                row.scheduledAt());
    }

    /** What the store reads; {@code at} is the instant by which the list is ordered. */
    record Row(
            Instant at,
            UUID article,
            String language,
            String entryId,
            State state,
            int revision,
            Origin origin,
            @Nullable String engine,
            @Nullable Boolean stale,
            String title,
            String summary,
            String slug,
            List<String> authors,
            List<String> topics,
            @Nullable Lead lead,
            @Nullable Instant published,
            @Nullable Instant updated,
            @Nullable Instant correctionAt,
            @Nullable String correctionNote,
            @Nullable Instant scheduledAt) {
        Place place() {
            return new Place(at, article, language);
        }
    }
}
