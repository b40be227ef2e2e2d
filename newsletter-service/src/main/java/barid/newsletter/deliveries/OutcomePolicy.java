package barid.newsletter.deliveries;

import barid.newsletter.mail.Blame;
import barid.newsletter.mail.DeliveryResult;

import java.time.Instant;
import java.util.Optional;

/** What an attempt's result makes of a delivery. Pure. */
final class OutcomePolicy {
    private final RetryPolicy retries;
    private final boolean holdUncertain;

    OutcomePolicy(RetryPolicy retries, boolean holdUncertain) {
        this.retries = retries;
        this.holdUncertain = holdUncertain;
    }

    /** Its row, or empty if it is plainly sent. */
    Optional<ExceptionRow> of(ClaimedChunk chunk, Outcome outcome, Instant now) {
        Marked marked = outcome.marked();
        return switch (outcome.result()) {
            case DeliveryResult.Accepted accepted ->
                marked.exceptional()
                        ? Optional.of(ExceptionRow.of(chunk, marked, DeliveryState.SENT)
                                .retried(null, marked.attempts() + 1))
                        : Optional.empty();
            case DeliveryResult.Rejected(String code, String reason)
            when ours(code) -> Optional.of(deferred(chunk, marked, now).because(code, reason));
            case DeliveryResult.Rejected(String code, String reason) ->
                Optional.of(ExceptionRow.of(chunk, marked, DeliveryState.REJECTED)
                        .because(code, reason)
                        .retried(null, marked.attempts() + 1));
            case DeliveryResult.Deferred(String code, String reason) ->
                Optional.of(deferred(chunk, marked, now).because(code, reason));
            case DeliveryResult.Unanswered(String reason) ->
                Optional.of(unanswered(chunk, marked, now).because(null, reason).uncertain());
            case DeliveryResult.NotTried(String reason) -> Optional.of(notBegun(chunk, marked, reason, now));
        };
    }

    /** It is pending as before. */
    static ExceptionRow notBegun(ClaimedChunk chunk, Marked marked, String reason, Instant now) {
        return ExceptionRow.of(chunk, marked, DeliveryState.PENDING)
                .because(null, reason)
                .retried(now, marked.attempts());
    }

    /** The receiver said that there is no such mailbox. */
    static boolean addressIsDead(ExceptionRow row) {
        return row.stateWord().equals(DeliveryState.REJECTED.word()) && blame(row) == Blame.ADDRESS;
    }

    /** Given up for what may pass: a full mailbox, or a server that was not ready until the edition expired. */
    static boolean failedSoftly(ExceptionRow row) {
        boolean over = row.stateWord().equals(DeliveryState.REJECTED.word())
                || row.stateWord().equals(DeliveryState.EXPIRED.word());
        return over && blame(row) == Blame.SOFT;
    }

    private static Blame blame(ExceptionRow row) {
        return row.code() == null ? Blame.UNKNOWN : Blame.of(row.code());
    }

    /** Refused for what we are, not for what the mail is: once that is mended it will be taken. */
    private static boolean ours(String code) {
        return code.startsWith("5.7.") || code.equals("5.1.7") || code.equals("5.1.8");
    }

    private ExceptionRow deferred(ClaimedChunk chunk, Marked marked, Instant now) {
        int attempts = marked.attempts() + 1;
        return retries.next(attempts, now, chunk.expires())
                .map(next ->
                        ExceptionRow.of(chunk, marked, DeliveryState.DEFERRED).retried(next, attempts))
                .orElseGet(() -> ended(chunk, marked).retried(null, attempts));
    }

    /** Too late; what may have arrived once is never called expired. */
    private static ExceptionRow ended(ClaimedChunk chunk, Marked marked) {
        return marked.everUncertain()
                ? ExceptionRow.of(chunk, marked, DeliveryState.UNCERTAIN)
                : ExceptionRow.of(chunk, marked, DeliveryState.EXPIRED).owing();
    }

    /** Once more at once; after that in the gaps of a deferral, since a server that never answers would be asked for ever. */
    private ExceptionRow unanswered(ClaimedChunk chunk, Marked marked, Instant now) {
        int attempts = marked.attempts() + 1;
        if (holdUncertain) {
            return ExceptionRow.of(chunk, marked, DeliveryState.UNCERTAIN).retried(null, attempts);
        }
        Optional<Instant> next =
                marked.everUncertain() ? retries.next(attempts, now, chunk.expires()) : Optional.of(now);
        return next.map(at ->
                        ExceptionRow.of(chunk, marked, DeliveryState.PENDING).retried(at, attempts))
                .orElseGet(() ->
                        ExceptionRow.of(chunk, marked, DeliveryState.UNCERTAIN).retried(null, attempts));
    }
}
