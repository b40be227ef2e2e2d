package barid.feed.partners;

import barid.kit.service.Stoppable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Counts pulls in memory and writes them down each second, so that no answer waits for it; a crash loses a second.
 *
 * <p>Grows by partners and hours alone, however long the database is away.
 */
final class PullLog implements Stoppable {
    private static final Logger LOG = LoggerFactory.getLogger(PullLog.class);
    private static final Duration KEPT = Duration.ofDays(400);

    private final PullStore store;
    private final InstantSource clock;
    private final ScheduledExecutorService writing = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("pull-log").factory());
    private Map<Slot, PullCount> counts = new HashMap<>();
    private Map<Key, Instant> uses = new HashMap<>();
    private Instant forgotten = Instant.EPOCH;
    private boolean away;

    private record Slot(String partner, Instant hour) {}

    private record Key(String partner, int number) {}

    PullLog(PullStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    PullLog start() {
        var _ = writing.scheduleWithFixedDelay(this::write, 1, 1, TimeUnit.SECONDS);
        return this;
    }

    synchronized void add(Pull pull) {
        Slot slot = new Slot(pull.partner(), pull.at().truncatedTo(ChronoUnit.HOURS));
        counts.put(
                slot,
                counts.getOrDefault(slot, PullCount.none(slot.partner(), slot.hour()))
                        .plus(pull));
        switch (pull) {
            case Pull.Served served -> uses.put(new Key(served.partner(), served.key()), served.at());
            case Pull.Leafed leafed -> uses.put(new Key(leafed.partner(), leafed.key()), leafed.at());
            case Pull.Failed _ -> {}
        }
    }

    private record Batch(Map<Slot, PullCount> counts, Map<Key, Instant> uses) {}

    private synchronized Batch take() {
        Batch batch = new Batch(counts, uses);
        counts = new HashMap<>();
        uses = new HashMap<>();
        return batch;
    }

    private synchronized void giveBack(Batch batch) {
        counts.forEach((slot, later) -> batch.counts().merge(slot, later, PullCount::plus));
        batch.uses().putAll(uses);
        counts = batch.counts();
        uses = batch.uses();
    }

    /** What is not written now is with the next second's. */
    private void write() {
        Batch batch = take();
        try {
            if (!batch.counts().isEmpty()) {
                store.add(
                        List.copyOf(batch.counts().values()),
                        batch.uses().entrySet().stream()
                                .map(use -> new PullStore.KeyUse(
                                        use.getKey().partner(), use.getKey().number(), use.getValue()))
                                .toList());
            }
            away = false;
        } catch (RuntimeException e) {
            giveBack(batch);
            if (!away) {
                LOG.warn("What partners pulled cannot be written now, trying until it can: {}", e.toString());
            }
            away = true;
            return;
        }
        forget();
    }

    private void forget() {
        Instant now = clock.instant();
        if (now.isBefore(forgotten.plus(Duration.ofDays(1)))) {
            return;
        }
        try {
            store.forgetBefore(now.minus(KEPT));
            forgotten = now;
        } catch (RuntimeException e) {
            LOG.warn("Pulls of long ago cannot be forgotten now: {}", e.toString());
        }
    }

    @Override
    public void stop() {
        writing.shutdown();
        try {
            var _ = writing.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        write();
    }
}
