package barid.newsletter.deliveries;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

/**
 * A chunk while this process has it, as the database has it: outcomes and marks change here when they are committed there. The
 * ledger's writer alone changes them.
 */
final class ClaimedChunk {
    private static final byte NONE = 0;
    private static final byte SENT = 1;
    private static final byte EXCEPTION = 2;

    private final long id;
    private final UUID owner;
    private final UUID edition;
    private final String lane;
    private final Instant expires;
    private byte[] outcomes;
    private int attemptingTo;
    private volatile Instant leaseUntil;
    private volatile boolean lost;

    /** {@code owner} is of this claim alone: nobody writes by a lease that ran out, not even the same process. */
    ClaimedChunk(
            long id,
            UUID owner,
            UUID edition,
            String lane,
            Instant expires,
            byte[] outcomes,
            int attemptingTo,
            Instant leaseUntil) {
        this.id = id;
        this.owner = owner;
        this.edition = edition;
        this.lane = lane;
        this.expires = expires;
        this.outcomes = outcomes.clone();
        this.attemptingTo = attemptingTo;
        this.leaseUntil = leaseUntil;
    }

    /** How it is written; the counts always add up to the size. */
    record Row(
            long id,
            UUID owner,
            String outcomes,
            int attemptingTo,
            int pending,
            int attempting,
            int sent,
            int exceptional,
            boolean release,
            Instant again) {}

    /** Its next state, which takes hold once it is written. */
    final class Draft {
        private final byte[] next = outcomes.clone();
        private int markedTo = attemptingTo;
        private boolean release;
        private Instant again = Instant.EPOCH;

        ClaimedChunk chunk() {
            return ClaimedChunk.this;
        }

        void sent(int ordinal) {
            next[ordinal] = SENT;
        }

        void exception(int ordinal) {
            next[ordinal] = EXCEPTION;
        }

        /** Everything below {@code ordinal} counts as marked. */
        void markTo(int ordinal) {
            markedTo = Math.max(markedTo, ordinal);
        }

        /** What was marked from here on was not begun. */
        void unmarkFrom(int ordinal) {
            markedTo = Math.min(markedTo, ordinal);
        }

        /** Gives it back; if deliveries of it are pending, others may take it from {@code at} on. */
        void release(Instant at) {
            release = true;
            again = at;
        }

        /** The next ones that were never marked. */
        List<Integer> fresh(int limit) {
            return open(next, markedTo, next.length, limit);
        }

        boolean hasExceptions() {
            for (byte outcome : next) {
                if (outcome == EXCEPTION) {
                    return true;
                }
            }
            return false;
        }

        Row row() {
            int pending = 0;
            int attempting = 0;
            int sent = 0;
            int exceptional = 0;
            for (int ordinal = 0; ordinal < next.length; ordinal++) {
                switch (next[ordinal]) {
                    case SENT -> sent++;
                    case EXCEPTION -> exceptional++;
                    default -> {
                        if (ordinal < markedTo) {
                            attempting++;
                        } else {
                            pending++;
                        }
                    }
                }
            }
            return new Row(
                    id,
                    owner,
                    HexFormat.of().formatHex(next),
                    markedTo,
                    pending,
                    attempting,
                    sent,
                    exceptional,
                    release,
                    again);
        }

        void written(Instant until) {
            outcomes = next;
            attemptingTo = markedTo;
            leaseUntil = until;
        }
    }

    Draft draft() {
        return new Draft();
    }

    long id() {
        return id;
    }

    UUID owner() {
        return owner;
    }

    UUID edition() {
        return edition;
    }

    String lane() {
        return lane;
    }

    Instant expires() {
        return expires;
    }

    /** Those marked and without an outcome, in order. */
    List<Integer> attempting() {
        return open(outcomes, 0, attemptingTo, Integer.MAX_VALUE);
    }

    private static List<Integer> open(byte[] outcomes, int from, int to, int limit) {
        List<Integer> ordinals = new ArrayList<>();
        for (int ordinal = from; ordinal < to && ordinals.size() < limit; ordinal++) {
            if (outcomes[ordinal] == NONE) {
                ordinals.add(ordinal);
            }
        }
        return ordinals;
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
}
