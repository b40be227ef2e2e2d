package barid.newsletter.privacy;

import barid.kit.db.Database;
import barid.newsletter.consent.Act;
import barid.newsletter.consent.ConsentAct;
import barid.newsletter.consent.ConsentLog;
import io.helidon.dbclient.DbExecute;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.util.List;
import java.util.Map;

/** Deletes what was kept for its time; docs/privacy.md says what that is of each column. Any instance does it. */
public final class Retention {
    private static final int READERS = 500;
    private static final int CHUNKS = 20;
    private static final int REPORTS = 10_000;
    /** A sign-up is mailed or given up within a day. */
    private static final Duration SIGNUPS_KEPT = Duration.ofDays(7);

    private final Database database;
    private final ConsentLog consents;
    private final PrivacySettings settings;
    private final Period reportsKept;
    private final RetentionStore store = new RetentionStore();
    private final PrivacyStore readers = new PrivacyStore();
    private final Counter unconfirmed;
    private final Counter unsubscribed;
    private final Counter confirmations;
    private final Counter changes;
    private final Counter signups;
    private final Counter audit;
    private final Counter deliveries;
    private final Counter reports;

    /** {@code reportsKept}: what mail systems reported back, after it was read. */
    public Retention(
            Database database,
            ConsentLog consents,
            PrivacySettings settings,
            Period reportsKept,
            MeterRegistry metrics) {
        this.database = database;
        this.consents = consents;
        this.settings = settings;
        this.reportsKept = reportsKept;
        this.unconfirmed = counter(metrics, "unconfirmed");
        this.unsubscribed = counter(metrics, "unsubscribed");
        this.confirmations = counter(metrics, "confirmation");
        this.changes = counter(metrics, "address_change");
        this.signups = counter(metrics, "signup");
        this.audit = counter(metrics, "audit");
        this.deliveries = counter(metrics, "delivery");
        this.reports = counter(metrics, "report");
    }

    private static Counter counter(MeterRegistry metrics, String what) {
        return Counter.builder("barid.retention.deleted")
                .description("What was deleted because its time had come")
                .tag("what", what)
                .register(metrics);
    }

    /** Deletes some of what is due at {@code now}; false if nothing more is. */
    public boolean run(Instant now) {
        Instant lapsed = PrivacySettings.before(now, settings.unconfirmedKept());
        int asked = database.transactions()
                .inTransaction(tx ->
                        forget(tx, store.unconfirmed(tx, lapsed, READERS), now).size());
        unconfirmed.increment(asked);
        int left = database.transactions().inTransaction(tx -> forgetUnsubscribed(tx, now));
        unsubscribed.increment(left);
        DbExecute db = database.client().execute();
        confirmations.increment((double) store.forgetConfirmations(db, lapsed));
        changes.increment((double) store.forgetChanges(db, lapsed));
        signups.increment((double) store.forgetSignups(db, now.minus(SIGNUPS_KEPT)));
        Instant audited = PrivacySettings.before(now, settings.auditKept());
        audit.increment((double) (store.forgetAudit(db, audited) + store.forgetExports(db, audited)));
        long told = store.forgetReports(db, PrivacySettings.before(now, reportsKept), REPORTS);
        reports.increment((double) told);
        Instant past = PrivacySettings.before(now, settings.deliveriesKept());
        long mailed = database.transactions().inTransaction(tx -> store.forgetDeliveries(tx, past, CHUNKS));
        deliveries.increment((double) mailed);
        return asked + left + mailed + told > 0;
    }

    /** Her address goes; that she left stays, by its keyed hash, so that no file brings her back. */
    private int forgetUnsubscribed(DbExecute tx, Instant now) {
        Instant before = PrivacySettings.before(now, settings.unsubscribedKept());
        List<PrivacyStore.Held> due = forget(tx, store.unsubscribed(tx, before, READERS), now);
        if (!due.isEmpty()) {
            readers.suppress(tx, due, "unsubscribed", now);
        }
        return due.size();
    }

    private List<PrivacyStore.Held> forget(DbExecute tx, List<PrivacyStore.Held> due, Instant now) {
        if (!due.isEmpty()) {
            consents.recordAll(
                    tx,
                    due.stream()
                            .map(reader -> new ConsentAct(reader.id(), Act.ERASED, now, "retention", "", "", Map.of()))
                            .toList());
            consents.destroyKeys(tx, due.stream().map(PrivacyStore.Held::id).toList());
            readers.forgetSubscribers(tx, due);
        }
        return due;
    }
}
