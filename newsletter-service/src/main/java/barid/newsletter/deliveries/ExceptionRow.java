package barid.newsletter.deliveries;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.UUID;

/** A delivery's state where it is not plainly sent. */
record ExceptionRow(
        UUID edition,
        UUID subscriber,
        long chunk,
        int ordinal,
        @JsonProperty("state") String stateWord,
        @Nullable String code,
        @Nullable String reason,
        @Nullable Instant retryAt,
        int attempts,
        boolean everUncertain,
        boolean owes) {

    static ExceptionRow of(ClaimedChunk chunk, Marked marked, DeliveryState state) {
        return new ExceptionRow(
                chunk.edition(),
                marked.subscriber(),
                chunk.id(),
                marked.ordinal(),
                state.word(),
                null,
                null,
                null,
                marked.attempts(),
                marked.everUncertain(),
                false);
    }

    ExceptionRow because(@Nullable String newCode, String newReason) {
        return new ExceptionRow(
                edition,
                subscriber,
                chunk,
                ordinal,
                stateWord,
                newCode,
                newReason,
                retryAt,
                attempts,
                everUncertain,
                owes);
    }

    ExceptionRow retried(@Nullable Instant at, int newAttempts) {
        return new ExceptionRow(
                edition, subscriber, chunk, ordinal, stateWord, code, reason, at, newAttempts, everUncertain, owes);
    }

    ExceptionRow uncertain() {
        return new ExceptionRow(
                edition, subscriber, chunk, ordinal, stateWord, code, reason, retryAt, attempts, true, owes);
    }

    /** What the delivery would have brought is owed to the reader. */
    ExceptionRow owing() {
        return new ExceptionRow(
                edition, subscriber, chunk, ordinal, stateWord, code, reason, retryAt, attempts, everUncertain, true);
    }
}
