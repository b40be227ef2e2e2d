package barid.newsletter.deliveries;

import barid.kit.db.Database;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Writes the outcomes of all connections of a process, a few milliseconds' worth in one statement, and renews its leases. */
final class OutcomeWriter {
    private static final Logger LOG = LoggerFactory.getLogger(OutcomeWriter.class);
    private static final Duration RETRY = Duration.ofMillis(200);
    private static final int RETRIES_AT_STOP = 25;

    private final Database database;
    private final DeliveryQueue queue;
    private final OutcomePolicy policy;
    private final DeliverySettings settings;
    private final InstantSource clock;
    private final BlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();
    private final Map<Long, ClaimedChunk> held = new ConcurrentHashMap<>();
    private final Thread thread;
    private long renewedAt = System.nanoTime();
    private volatile boolean hurried;
    private volatile boolean stopped;

    OutcomeWriter(
            Database database,
            DeliveryQueue queue,
            OutcomePolicy policy,
            DeliverySettings settings,
            InstantSource clock) {
        this.database = database;
        this.queue = queue;
        this.policy = policy;
        this.settings = settings;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("outcomes").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    void hold(ClaimedChunk chunk) {
        held.put(chunk.id(), chunk);
    }

    void forget(ClaimedChunk chunk) {
        held.remove(chunk.id(), chunk);
    }

    void add(Outcome outcome) {
        outcome.chunk().expect();
        outcomes.add(outcome);
    }

    private void run() {
        try {
            while (!stopped || !outcomes.isEmpty()) {
                Outcome first =
                        outcomes.poll(Math.clamp(settings.lease().toMillis() / 6, 10, 200), TimeUnit.MILLISECONDS);
                if (first != null) {
                    Thread.sleep(settings.flush());
                    List<Outcome> batch = new ArrayList<>(List.of(first));
                    outcomes.drainTo(batch);
                    writeUntilWritten(batch);
                }
                if (System.nanoTime() - renewedAt > settings.lease().toNanos() / 3) {
                    renew();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void renew() {
        Instant until = clock.instant().plus(settings.lease());
        try {
            Set<Long> ours = queue.renew(until);
            held.values().forEach(chunk -> {
                if (ours.contains(chunk.id())) {
                    chunk.renewed(until);
                }
            });
            renewedAt = System.nanoTime();
        } catch (RuntimeException e) {
            LOG.warn("Leases could not be renewed: {}", e.toString());
        }
    }

    /** For as long as it takes: an outcome that is not written is a mail sent twice. */
    private void writeUntilWritten(List<Outcome> batch) throws InterruptedException {
        int left = RETRIES_AT_STOP;
        boolean said = false;
        while (true) {
            try {
                write(batch);
                break;
            } catch (RuntimeException e) {
                if (!said) {
                    LOG.warn("Outcomes of {} attempts cannot be written, trying until they are", batch.size(), e);
                    said = true;
                }
                if (hurried && left-- == 0) {
                    batch.forEach(outcome -> outcome.chunk().lose());
                    break;
                }
                Thread.sleep(RETRY);
            }
        }
        batch.forEach(outcome -> outcome.chunk().written());
    }

    private void write(List<Outcome> batch) {
        Instant now = clock.instant();
        Map<Long, ClaimedChunk> chunks = new LinkedHashMap<>();
        List<ExceptionRow> exceptions = new ArrayList<>();
        for (Outcome outcome : batch) {
            int ordinal = outcome.marked().ordinal();
            chunks.put(outcome.chunk().id(), outcome.chunk());
            policy.of(outcome, now)
                    .ifPresentOrElse(
                            row -> {
                                exceptions.add(row);
                                outcome.chunk().exception(ordinal);
                            },
                            () -> outcome.chunk().sent(ordinal));
        }
        List<ClaimedChunk.Row> rows =
                chunks.values().stream().map(ClaimedChunk::row).toList();
        Set<Long> ours = database.transactions().inTransaction(tx -> {
            Set<Long> written = queue.write(tx, rows);
            queue.except(
                    tx,
                    exceptions.stream()
                            .filter(row -> written.contains(row.chunk()))
                            .toList(),
                    now);
            return written;
        });
        chunks.forEach((id, chunk) -> {
            if (!ours.contains(id)) {
                LOG.warn("Chunk {} was taken over; what this process did since stays unwritten", id);
                chunk.lose();
            }
        });
    }

    /** The process stops: a database that is away is waited for only a little longer. */
    void hurry() {
        hurried = true;
    }

    /** Writes what is left. */
    void stop() {
        hurried = true;
        stopped = true;
        try {
            thread.join(Duration.ofSeconds(15));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
