package barid.newsletter.imports;

import barid.kit.db.Database;
import barid.kit.service.Repeating;
import barid.kit.service.Stoppable;
import barid.newsletter.consent.ConsentLog;
import barid.newsletter.journal.Journal;
import barid.newsletter.keys.Keys;
import barid.newsletter.stories.StoryStore;
import io.helidon.dbclient.DbExecute;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Works through imports, one after the other; what a dead process left is taken over when its lease runs out. */
public final class ImportWorker implements Stoppable {
    private static final Logger LOG = LoggerFactory.getLogger(ImportWorker.class);

    /** Keeps the addresses that a file held so far within 128 MiB. */
    private static final long MOST_ROWS = 5_000_000;

    /** Enough to mend a file by; a file of which more is wrong is mapped wrongly. */
    private static final long MOST_FAULTS = 100_000;

    /** A batch that fails so often will not succeed. */
    private static final int MOST_ATTEMPTS = 20;

    private static final Duration FORGET_EVERY = Duration.ofMinutes(10);

    private final Database database;
    private final ImportStore store = new ImportStore();
    private final Imports imports;
    private final Arrivals arrivals;
    private final Keys keys;
    private final ImportSettings settings;
    private final InstantSource clock;
    private final Counter rows;
    private final UUID owner = UUID.randomUUID();
    private final Repeating repeating;
    private Instant forgotten = Instant.EPOCH;
    private volatile boolean stopped;

    public ImportWorker(
            Database database,
            Imports imports,
            StoryStore stories,
            ConsentLog consents,
            Keys keys,
            ImportSettings settings,
            Journal journal,
            InstantSource clock,
            MeterRegistry metrics) {
        this.database = database;
        this.imports = imports;
        this.arrivals = new Arrivals(stories, consents, journal);
        this.keys = keys;
        this.settings = settings;
        this.clock = clock;
        this.rows = metrics.counter("barid.imports.rows");
        this.repeating = new Repeating("imports", settings.poll(), this::work);
        imports.onWork(repeating::wake);
    }

    public ImportWorker start() {
        repeating.start();
        return this;
    }

    /** Lets the batch in hand end, and gives the import up to whoever is next. */
    @Override
    public void stop() {
        stopped = true;
        repeating.stop();
    }

    private boolean work() {
        Instant now = clock.instant();
        Optional<ImportJob> claimed =
                database.transactions().inTransaction(tx -> store.claim(tx, owner, now, now.plus(settings.lease())));
        if (claimed.isEmpty()) {
            forget(now);
            return false;
        }
        ImportJob job = claimed.get();
        if (job.attempts() > MOST_ATTEMPTS) {
            end(job, ImportState.FAILED, "unexpected", job.line());
            return true;
        }
        try (InputStream file = imports.open(job.id())) {
            finish(
                    job,
                    new ImportPass(job, rules(job), keys, settings.batch(), new Batches(job))
                            .run(file, MOST_ROWS, () -> stopped));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            store.release(database.client().execute(), job.id(), owner);
        }
        return true;
    }

    private void forget(Instant now) {
        if (now.isAfter(forgotten.plus(FORGET_EVERY))) {
            imports.forget();
            forgotten = now;
        }
    }

    private RowRules rules(ImportJob job) {
        return new RowRules(
                job.meanings(),
                job.defaults(),
                imports.subscriptions().languages(),
                imports.subscriptions().rules());
    }

    private void finish(ImportJob job, ImportPass.End end) {
        switch (end) {
            case ImportPass.End.Finished finished
            when job.state() == ImportState.CHECKING ->
                store.checked(database.client().execute(), job.id(), owner, clock.instant());
            case ImportPass.End.Finished finished -> end(job, ImportState.DONE, null, null);
            case ImportPass.End.Broken(String reason, long line) -> end(job, ImportState.FAILED, reason, line);
            case ImportPass.End.Left left -> LOG.info("The import {} is left to whoever is next", job.id());
        }
    }

    private void end(ImportJob job, ImportState state, @Nullable String failure, @Nullable Long line) {
        store.end(database.client().execute(), job.id(), owner, state, failure, line, clock.instant());
        LOG.info("The import {} ended as {}", job.id(), state.word());
    }

    /** Writes batches, each with the position that it leads to. */
    private final class Batches implements ImportPass.Sink {
        private final ImportJob job;
        private Tally counts;

        Batches(ImportJob job) {
            this.job = job;
            this.counts = job.counts();
        }

        @Override
        public boolean write(RowBatch batch, long row, long line) {
            Instant now = clock.instant();
            Optional<Tally> sum = database.transactions().inTransaction(tx -> write(tx, batch, row, line, now));
            sum.ifPresent(tally -> {
                counts = tally;
                rows.increment(batch.rows());
            });
            return sum.isPresent();
        }

        private Optional<Tally> write(DbExecute tx, RowBatch batch, long row, long line, Instant now) {
            // First, so that whoever lost the import writes nothing.
            if (!renew(tx, now)) {
                return Optional.empty();
            }
            Arrivals.Result result = job.state() == ImportState.CHECKING
                    ? arrivals.foresee(tx, batch, now)
                    : arrivals.take(tx, job, batch, now);
            Tally sum = counts.plus(result.tally());
            List<Fault> faults = result.faults();
            long told = counts.rows() - counts.taken() - counts.known();
            if (!faults.isEmpty() && told < MOST_FAULTS) {
                store.addFaults(tx, job.id(), faults);
            }
            store.advance(tx, job, owner, row, line, sum, now, now.plus(settings.lease()));
            return Optional.of(sum);
        }

        @Override
        public boolean renew() {
            return renew(database.client().execute(), clock.instant());
        }

        private boolean renew(DbExecute db, Instant now) {
            return store.renew(db, job, owner, now.plus(settings.lease()));
        }
    }
}
