package barid.newsletter.console;

import barid.kit.db.Database;
import barid.newsletter.journal.Restored;
import io.helidon.dbclient.DbExecute;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What an operator does to the sending. Each act leaves a note of who did it and why, changes nothing if it stands so already,
 * and wakes the senders of all processes.
 */
final class SendingActs {
    private static final Logger LOG = LoggerFactory.getLogger(SendingActs.class);

    private final Database database;
    private final SendingStore store;
    private final UncertainStore uncertain;
    private final AuditStore audit;
    private final Optional<Restored> restored;
    private final InstantSource clock;

    SendingActs(
            Database database,
            SendingStore store,
            UncertainStore uncertain,
            AuditStore audit,
            Optional<Restored> restored,
            InstantSource clock) {
        this.database = database;
        this.store = store;
        this.uncertain = uncertain;
        this.audit = audit;
        this.restored = restored;
        this.clock = clock;
    }

    /** What can be done to an edition. */
    enum EditionAct {
        PAUSE("paused", "paused"),
        RESUME("resumed", "running"),
        CANCEL("cancelled", "cancelled");

        private final String word;
        private final String control;

        EditionAct(String word, String control) {
            this.word = word;
            this.control = control;
        }

        /** In notes. */
        String word() {
            return word;
        }

        boolean possible(String standing) {
            return switch (this) {
                case PAUSE -> standing.equals("running");
                case RESUME -> standing.equals("paused") || standing.equals("held");
                case CANCEL -> !standing.equals("cancelled");
            };
        }
    }

    Acted act(EditionAct act, String operator, UUID edition, String reason) {
        return database.transactions().inTransaction(tx -> {
            Optional<SendingStore.Control> standing = store.lock(tx, edition);
            if (standing.isEmpty()) {
                return Acted.of(Acted.Outcome.UNKNOWN);
            }
            String control = standing.get().control();
            String subject = AuditStore.edition(edition);
            if (control.equals(act.control)) {
                return already(tx, subject, act.word());
            }
            if (!act.possible(control)) {
                return Acted.of(Acted.Outcome.IMPOSSIBLE);
            }
            store.control(tx, edition, act.control, reason, clock.instant());
            note(tx, operator, act.word(), subject, reason);
            return Acted.of(Acted.Outcome.DONE);
        });
    }

    /** Nothing at all is claimed from here on. */
    Acted hold(String operator, String reason) {
        return database.transactions().inTransaction(tx -> {
            if (!store.hold(tx, reason, clock.instant())) {
                return already(tx, AuditStore.SENDING, "held");
            }
            note(tx, operator, "held", AuditStore.SENDING, reason);
            return Acted.of(Acted.Outcome.DONE);
        });
    }

    /** Lifts an operator's hold; one of another cause stays. */
    Acted release(String operator, String reason) {
        return database.transactions().inTransaction(tx -> {
            if (!store.release(tx)) {
                return already(tx, AuditStore.SENDING, "released");
            }
            note(tx, operator, "released", AuditStore.SENDING, reason);
            return Acted.of(Acted.Outcome.DONE);
        });
    }

    /** Decides about mails that left after the state to which the database was put back; the hold for it ends. */
    Acted answer(Restored.Answer answer, String operator, String reason) {
        String act = "restored-" + answer.word();
        boolean asked = restored.isPresent()
                && restored.get().answer(answer, tx -> note(tx, operator, act, AuditStore.SENDING, reason));
        return asked
                ? Acted.of(Acted.Outcome.DONE)
                : database.transactions().inTransaction(tx -> already(tx, AuditStore.SENDING, act));
    }

    Acted stopLane(String operator, String lane, String reason) {
        return database.transactions().inTransaction(tx -> {
            if (lane.isEmpty() || !store.knowsLane(tx, lane)) {
                return Acted.of(Acted.Outcome.UNKNOWN);
            }
            if (!store.stopLane(tx, lane, reason, clock.instant())) {
                return already(tx, AuditStore.lane(lane), "lane-stopped");
            }
            note(tx, operator, "lane-stopped", AuditStore.lane(lane), reason);
            return Acted.of(Acted.Outcome.DONE);
        });
    }

    /** Opens a lane, and makes due what was deferred in it. */
    Acted resumeLane(String operator, String lane, String reason) {
        Acted acted = database.transactions().inTransaction(tx -> {
            if (lane.isEmpty() || !store.knowsLane(tx, lane)) {
                return Acted.of(Acted.Outcome.UNKNOWN);
            }
            if (!store.resumeLane(tx, lane)) {
                return already(tx, AuditStore.lane(lane), "lane-resumed");
            }
            note(tx, operator, "lane-resumed", AuditStore.lane(lane), reason);
            return Acted.of(Acted.Outcome.DONE);
        });
        if (acted.outcome() == Acted.Outcome.DONE) {
            // A chunk a transaction: senders lock several at once, and must not wait for us in a circle.
            Instant now = clock.instant();
            store.deferredChunks(database.client().execute(), lane)
                    .forEach(chunk -> database.transactions().run(tx -> {
                        store.retryNow(tx, chunk, now);
                        store.wake(tx);
                    }));
        }
        return acted;
    }

    /** What can be decided of an uncertain delivery. */
    enum Verdict {
        SEND_AGAIN("sent-again"),
        COUNT_AS_SENT("counted-as-sent");

        private final String word;

        Verdict(String word) {
            this.word = word;
        }
    }

    /** How many deliveries a verdict changed; {@code possible} is false if the edition is over and nothing can be sent. */
    record Decided(boolean possible, long changed) {}

    /** Decides all uncertain deliveries of an edition, or that of {@code subscriber}. */
    Decided decide(Verdict verdict, String operator, UUID edition, @Nullable UUID subscriber) {
        Instant now = clock.instant();
        if (verdict == Verdict.SEND_AGAIN && !sendable(edition, now)) {
            return new Decided(false, 0);
        }
        var db = database.client().execute();
        List<Long> chunks = subscriber == null
                ? uncertain.chunks(db, edition)
                : uncertain.chunk(db, edition, subscriber).map(List::of).orElse(List.of());
        long changed = 0;
        for (long chunk : chunks) {
            changed += database.transactions()
                    .inTransaction(tx -> decide(tx, verdict, operator, edition, chunk, subscriber, now));
        }
        LOG.info("{}: edition {} uncertain {} {}", operator, edition, verdict.word, changed);
        return new Decided(true, changed);
    }

    private long decide(
            DbExecute tx,
            Verdict verdict,
            String operator,
            UUID edition,
            long chunk,
            @Nullable UUID subscriber,
            Instant now) {
        store.lock(tx, chunk);
        long changed = switch (verdict) {
            case COUNT_AS_SENT -> uncertain.countAsSent(tx, chunk, subscriber, now);
            case SEND_AGAIN -> uncertain.sendAgain(tx, chunk, subscriber, now);
        };
        if (changed > 0) {
            if (verdict == Verdict.SEND_AGAIN) {
                store.dueNow(tx, chunk, now);
            }
            String reason = subscriber == null ? Long.toString(changed) : null;
            audit.note(tx, now, operator, verdict.word, subscriber, AuditStore.edition(edition), reason);
            store.wake(tx);
        }
        return changed;
    }

    private boolean sendable(UUID edition, Instant now) {
        return database.transactions()
                .inTransaction(tx -> store.lock(tx, edition)
                        .filter(standing -> !standing.control().equals("cancelled") && now.isBefore(standing.expires()))
                        .isPresent());
    }

    private Acted already(DbExecute tx, String subject, String act) {
        return new Acted(
                Acted.Outcome.ALREADY,
                audit.on(tx, subject, act, 1).stream().findFirst().orElse(null));
    }

    private void note(DbExecute tx, String operator, String act, String subject, String reason) {
        audit.note(tx, clock.instant(), operator, act, null, subject, reason.isEmpty() ? null : reason);
        store.wake(tx);
        LOG.info("{}: {} {}", operator, subject, act);
    }
}
