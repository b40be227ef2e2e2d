package barid.article.content;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.UUID;

/**
 * An article's text in one language, the original included, without the text itself; its methods are the acts as pure
 * steps from state to state.
 *
 * @param entryId permanent, the id in every feed
 * @param publicRevision what readers see, or saw last; null until the first publication, as are {@code published},
 *     {@code updated} and {@code historical}
 * @param scheduledRevision what goes out at {@code scheduledAt}
 * @param withdrawnAt stays set while a withdrawn translation waits for a scheduled return
 * @param importedRevision what an import saved last; null if it was written here
 */
public record Translation(
        UUID article,
        String language,
        String entryId,
        State state,
        int newestRevision,
        @Nullable Integer publicRevision,
        @Nullable Instant scheduledAt,
        @Nullable Integer scheduledRevision,
        @Nullable Instant published,
        @Nullable Instant updated,
        @Nullable Instant withdrawnAt,
        @Nullable String withdrawnReason,
        @Nullable Boolean historical,
        @Nullable Instant correctionAt,
        @Nullable String correctionNote,
        @Nullable Integer importedRevision) {
    /** Whether it ever was public; what never was may be deleted. */
    public boolean everPublic() {
        return publicRevision != null;
    }

    /** Whether a reader who asks for its page finds a notice of withdrawal. */
    public boolean gone() {
        return withdrawnAt != null;
    }

    /** Whether readers see the newest revision. */
    boolean showsNewest() {
        return state == State.PUBLISHED && publicRevision != null && publicRevision == newestRevision;
    }

    Translation saved(int revision) {
        return new Translation(
                article,
                language,
                entryId,
                state,
                revision,
                publicRevision,
                scheduledAt,
                scheduledRevision,
                published,
                updated,
                withdrawnAt,
                withdrawnReason,
                historical,
                correctionAt,
                correctionNote,
                importedRevision);
    }

    Translation scheduled(Instant at) {
        return toState(State.SCHEDULED, at, newestRevision, withdrawnAt, withdrawnReason);
    }

    Translation unscheduled() {
        return toState(gone() ? State.WITHDRAWN : State.DRAFT, null, null, withdrawnAt, withdrawnReason);
    }

    Translation withdrawn(Instant at, String reason) {
        return toState(State.WITHDRAWN, null, null, withdrawnAt == null ? at : withdrawnAt, reason);
    }

    private Translation toState(
            State next,
            @Nullable Instant at,
            @Nullable Integer revision,
            @Nullable Instant goneAt,
            @Nullable String reason) {
        return new Translation(
                article,
                language,
                entryId,
                next,
                newestRevision,
                publicRevision,
                at,
                revision,
                published,
                updated,
                goneAt,
                reason,
                historical,
                correctionAt,
                correctionNote,
                importedRevision);
    }

    /** Public with this revision; what was decided at the first publication stays. */
    Translation shown(int revision, Instant firstPublished, Instant nowUpdated, boolean firstHistorical) {
        return new Translation(
                article,
                language,
                entryId,
                State.PUBLISHED,
                newestRevision,
                revision,
                null,
                null,
                published == null ? firstPublished : published,
                nowUpdated,
                null,
                null,
                historical == null ? Boolean.valueOf(firstHistorical) : historical,
                correctionAt,
                correctionNote,
                importedRevision);
    }

    Translation corrected(Instant at, String note) {
        return new Translation(
                article,
                language,
                entryId,
                state,
                newestRevision,
                publicRevision,
                scheduledAt,
                scheduledRevision,
                published,
                updated,
                withdrawnAt,
                withdrawnReason,
                historical,
                at,
                note,
                importedRevision);
    }
}
