package barid.article.content;

import barid.article.html.Links;
import barid.kit.changes.Change;
import barid.kit.changes.Origin;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A translation as the API shows it; what only writers may know is left out for readers.
 *
 * @param revision the number of the text shown: for writers the newest, for readers the public one
 * @param stale whether the original has moved on since this was made from it; for readers judged by public texts alone
 * @param removed what the sanitiser took out of the text that was just saved
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TranslationView(
        UUID article,
        String language,
        String entryId,
        State state,
        int revision,
        Origin origin,
        @Nullable String engine,
        String title,
        String summary,
        String html,
        String slug,
        String url,
        List<String> authors,
        List<String> topics,
        @Nullable Lead lead,
        @Nullable Instant published,
        @Nullable Instant updated,
        @Nullable Boolean historical,
        Change.@Nullable Correction correction,
        @Nullable Withdrawal withdrawn,
        @Nullable Integer publicRevision,
        @Nullable Instant scheduledAt,
        @Nullable Integer madeFrom,
        @Nullable Boolean stale,
        @Nullable Instant savedAt,
        @Nullable String savedBy,
        @Nullable String etag,
        @Nullable List<String> removed,
        @Nullable List<SiblingView> siblings) {

    /** When and why it was taken back. */
    public record Withdrawal(Instant at, String reason) {}

    /** All that a writer may know. */
    static TranslationView forWriters(Current current, Links links, Article article, boolean siblings) {
        Translation translation = current.translation();
        Revision text = current.newest();
        return of(
                current,
                links,
                translation.publicRevision(),
                translation.scheduledAt(),
                text.madeFrom(),
                Freshness.forWriters(article, text),
                text.savedAt(),
                text.savedBy(),
                current.etag(),
                current.removed(),
                siblings ? SiblingView.forWriters(article, translation.language(), links) : null);
    }

    static TranslationView forReaders(Current current, Links links, Article article, boolean siblings) {
        return of(
                current,
                links,
                null,
                null,
                null,
                Freshness.forReaders(article, current.newest()),
                null,
                null,
                null,
                null,
                siblings ? SiblingView.forReaders(article, current.translation().language(), links) : null);
    }

    private static TranslationView of(
            Current current,
            Links links,
            @Nullable Integer publicRevision,
            @Nullable Instant scheduledAt,
            @Nullable Integer madeFrom,
            @Nullable Boolean stale,
            @Nullable Instant savedAt,
            @Nullable String savedBy,
            @Nullable String etag,
            @Nullable List<String> removed,
            @Nullable List<SiblingView> siblings) {
        Translation translation = current.translation();
        Revision text = current.newest();
        Instant correctedAt = translation.correctionAt();
        String note = translation.correctionNote();
        Instant withdrawnAt = translation.withdrawnAt();
        String reason = translation.withdrawnReason();
        return new TranslationView(
                translation.article(),
                translation.language(),
                translation.entryId(),
                translation.state(),
                text.number(),
                text.origin(),
                text.engine(),
                text.title(),
                text.summary(),
                text.html(),
                text.slug(),
                links.article(translation.language(), text.slug()),
                text.authors(),
                text.topics(),
                text.lead(),
                translation.published(),
                translation.updated(),
                translation.historical(),
                correctedAt == null || note == null ? null : new Change.Correction(correctedAt, note),
                withdrawnAt == null || reason == null ? null : new Withdrawal(withdrawnAt, reason),
                publicRevision,
                scheduledAt,
                madeFrom,
                stale,
                savedAt,
                savedBy,
                etag,
                removed,
                siblings);
    }
}
