package barid.newsletter.deliveries;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

/**
 * A chunk while this process has it: its outcomes in memory, written whole at each mark and flush.
 *
 * <p>One connection works on it; outcomes are entered by the one writer alone, and marks only while none is outstanding.
 */
final class ClaimedChunk {
    private static final byte NONE = 0;
    private static final byte SENT = 1;
    private static final byte EXCEPTION = 2;

    private final long id;
    private final UUID edition;
    private final Instant expires;
    private final byte[] outcomes;
    private int attemptingTo;
    private int outstanding;
    private volatile Instant leaseUntil;
    private volatile boolean lost;

    ClaimedChunk(long id, UUID edition, Instant expires, byte[] outcomes, int attemptingTo, Instant leaseUntil) {
        this.id = id;
        this.edition = edition;
        this.expires = expires;
        this.outcomes = outcomes.clone();
        this.attemptingTo = attemptingTo;
        this.leaseUntil = leaseUntil;
    }

    /** How it is written; the counts always add up to the size. */
    record Row(long id, String outcomes, int attemptingTo, int pending, int attempting, int sent, int exceptional) {}

    long id() {
        return id;
    }

    UUID edition() {
        return edition;
    }

    Instant expires() {
        return expires;
    }

    synchronized Row row() {
        int pending = 0;
        int attempting = 0;
        int sent = 0;
        int exceptional = 0;
        for (int ordinal = 0; ordinal < outcomes.length; ordinal++) {
            switch (outcomes[ordinal]) {
                case SENT -> sent++;
                case EXCEPTION -> exceptional++;
                default -> {
                    if (ordinal < attemptingTo) {
                        attempting++;
                    } else {
                        pending++;
                    }
                }
            }
        }
        return new Row(id, HexFormat.of().formatHex(outcomes), attemptingTo, pending, attempting, sent, exceptional);
    }

    /** Those marked and without an outcome, in order. */
    synchronized List<Integer> attempting() {
        return open(0, attemptingTo, Integer.MAX_VALUE);
    }

    /** The next ones that were never marked. */
    synchronized List<Integer> fresh(int limit) {
        return open(attemptingTo, outcomes.length, limit);
    }

    private List<Integer> open(int from, int to, int limit) {
        List<Integer> ordinals = new ArrayList<>();
        for (int ordinal = from; ordinal < to && ordinals.size() < limit; ordinal++) {
            if (outcomes[ordinal] == NONE) {
                ordinals.add(ordinal);
            }
        }
        return ordinals;
    }

    synchronized boolean hasExceptions() {
        for (byte outcome : outcomes) {
            if (outcome == EXCEPTION) {
                return true;
            }
        }
        return false;
    }

    /** Everything below {@code ordinal} counts as marked. */
    synchronized void markTo(int ordinal) {
        attemptingTo = Math.max(attemptingTo, ordinal);
    }

    /** What was marked from here on was not begun. */
    synchronized void unmarkFrom(int ordinal) {
        attemptingTo = Math.min(attemptingTo, ordinal);
    }

    synchronized void sent(int ordinal) {
        outcomes[ordinal] = SENT;
    }

    synchronized void exception(int ordinal) {
        outcomes[ordinal] = EXCEPTION;
    }

    boolean stands(Instant now) {
        return !lost && now.isBefore(leaseUntil);
    }

    void renewed(Instant until) {
        leaseUntil = until;
    }

    /** Another process has it: nothing is sent or written any more. */
    void lose() {
        lost = true;
    }

    boolean lost() {
        return lost;
    }

    synchronized void expect() {
        outstanding++;
    }

    synchronized void written() {
        outstanding--;
        notifyAll();
    }

    /** Waits until every outcome of it is written, or it is lost. */
    synchronized void awaitWritten() throws InterruptedException {
        while (outstanding > 0) {
            wait();
        }
    }
}
