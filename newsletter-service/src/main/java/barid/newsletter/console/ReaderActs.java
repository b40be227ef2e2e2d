package barid.newsletter.console;

import barid.kit.db.Database;
import barid.newsletter.privacy.Privacy;
import barid.newsletter.subscriptions.Subscriptions;
import barid.newsletter.suppression.Suppressions;
import io.helidon.dbclient.DbExecute;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** What an operator does to a reader; each act leaves a note of who did it. */
final class ReaderActs {
    private static final Logger LOG = LoggerFactory.getLogger(ReaderActs.class);

    private final Database database;
    private final SubscriberListStore readers;
    private final Suppressions suppressions;
    private final AuditStore audit;
    private final Subscriptions subscriptions;
    private final Privacy privacy;
    private final InstantSource clock;

    ReaderActs(
            Database database,
            SubscriberListStore readers,
            Suppressions suppressions,
            AuditStore audit,
            Subscriptions subscriptions,
            Privacy privacy,
            InstantSource clock) {
        this.database = database;
        this.readers = readers;
        this.suppressions = suppressions;
        this.audit = audit;
        this.subscriptions = subscriptions;
        this.privacy = privacy;
        this.clock = clock;
    }

    /** Her whole address, which is told only so. */
    Optional<String> reveal(String operator, UUID id) {
        Optional<SubscriberListStore.Reader> reader = readers.reader(id, clock.instant());
        if (reader.isPresent()) {
            noted(operator, "revealed", id, tx -> {});
        }
        return reader.map(SubscriberListStore.Reader::email);
    }

    void unsubscribe(String operator, UUID id) {
        subscriptions.unsubscribe(id);
        noted(operator, "unsubscribed", id, tx -> {});
    }

    void suppress(String operator, UUID id, Suppressing reason) {
        noted(
                operator,
                "suppressed",
                id,
                tx -> readers.addressKey(tx, id)
                        .ifPresent(key -> suppressions.byOperator(tx, key, reason.word(), clock.instant())));
    }

    /** False if there is no suppression that may be lifted. */
    boolean lift(String operator, UUID id) {
        return database.transactions().inTransaction(tx -> {
            boolean lifted = readers.addressKey(tx, id)
                    .map(key -> suppressions.lift(tx, key))
                    .orElse(false);
            if (lifted) {
                note(tx, operator, "lifted", id);
            }
            return lifted;
        });
    }

    /** All that is held of her, as JSON; empty if she is not known. */
    Optional<String> export(String operator, UUID id) {
        Optional<String> data = privacy.export(id);
        if (data.isPresent()) {
            noted(operator, "exported", id, tx -> {});
        }
        return data;
    }

    /** Forgets her and her address for good; false if she is not known. */
    boolean erase(String operator, UUID id) {
        return database.transactions().inTransaction(tx -> {
            boolean erased = privacy.erase(tx, id, "operator", clock.instant());
            if (erased) {
                note(tx, operator, "erased", id);
            }
            return erased;
        });
    }

    private void noted(String operator, String act, UUID id, Consumer<DbExecute> work) {
        database.transactions().run(tx -> {
            work.accept(tx);
            note(tx, operator, act, id);
        });
    }

    private void note(DbExecute tx, String operator, String act, UUID id) {
        audit.note(tx, clock.instant(), operator, act, id);
        LOG.info("{}: reader {} {}", operator, id, act);
    }
}
