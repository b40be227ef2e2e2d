package barid.newsletter.preflight;

import barid.kit.db.Database;
import barid.kit.site.Organisation;
import barid.kit.site.Texts;

import java.time.InstantSource;
import java.util.List;
import java.util.UUID;

/** Lets editions start when the checks pass. Any replica does; a second one finds nothing left to do. */
public final class EditionStarts {
    private static final int SHOWN = 50;

    private final Database database;
    private final StartStore store = new StartStore();
    private final Preflight preflight;
    private final PreflightSettings settings;
    private final Remarks remarks;
    private final InstantSource clock;

    public EditionStarts(
            Database database,
            Preflight preflight,
            PreflightSettings settings,
            Organisation organisation,
            InstantSource clock) {
        this.database = database;
        this.preflight = preflight;
        this.settings = settings;
        // What is stored is read by all operators, so it is in the installation's language.
        this.remarks = new Remarks(
                Texts.beside(EditionStarts.class).in(organisation.defaultLanguage(), organisation.fallback()));
        this.clock = clock;
    }

    /** Looks once at what waits; false, since there is never more to do at once. */
    public boolean look() {
        if (!settings.on()) {
            if (store.any(database.client().execute())) {
                start(remarks.get("started.unchecked", settings.override().orElse("")));
            }
            return false;
        }
        boolean awaited = store.any(database.client().execute());
        Report report = preflight.current(clock.instant(), awaited);
        if (!awaited) {
            return false;
        }
        if (report.passed()) {
            start("");
        } else if (settings.override().isPresent()) {
            start(remarks.get("started.by-setting", settings.override().get(), remarks.failures(report)));
        } else {
            String reason = remarks.get("waits", remarks.failures(report));
            database.transactions().run(tx -> store.holdUp(tx, reason, clock.instant()));
        }
        return false;
    }

    private void start(String reason) {
        database.transactions().run(tx -> store.startAll(tx, reason.strip()));
    }

    List<StartStore.Waiting> waiting() {
        return store.waiting(database.client().execute(), SHOWN);
    }

    /** An operator's word in spite of failed checks; false if the edition does not wait any more. */
    boolean overridden(UUID edition, String reason, String operator) {
        String failures = preflight.last().map(remarks::failures).orElse("");
        String said =
                remarks.get("started.by-operator", operator, reason, failures).strip();
        return database.transactions().inTransaction(tx -> {
            boolean started = store.start(tx, edition, said, clock.instant());
            if (started) {
                store.note(tx, edition, reason, operator, clock.instant());
            }
            return started;
        });
    }
}
