package barid.newsletter.deliveries;

import barid.newsletter.journal.Journal;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The one writer of a process's part of the ledger: what all connections were answered and what they are to send next goes to
 * the database together, every few milliseconds, the marks ahead of the sending. It renews the leases as it writes.
 */
final class LedgerWriter {
    private static final Logger LOG = LoggerFactory.getLogger(LedgerWriter.class);
    private static final Duration RETRY = Duration.ofMillis(200);
    private static final int RETRIES_AT_STOP = 25;

    private final LedgerBatch.Tables tables;
    private final OutcomePolicy policy;
    private final DeliverySettings settings;
    private final InstantSource clock;
    private final BlockingQueue<LedgerEntry> entries = new LinkedBlockingQueue<>();
    private final Map<Long, ClaimedChunk> held = new ConcurrentHashMap<>();
    private final Map<ClaimedChunk, ChunkSource> sources = new ConcurrentHashMap<>();
    private final Thread thread;
    private final Unwritten unwritten = new Unwritten();
    private long renewedAt = System.nanoTime();
    /** What writing takes, as a moving mean in nanoseconds. */
    private long writing = 1_000_000;

    private Journal journal = Journal.off();
    private volatile boolean hurried;
    private volatile boolean stopped;

    LedgerWriter(LedgerBatch.Tables tables, OutcomePolicy policy, DeliverySettings settings, InstantSource clock) {
        this.tables = tables;
        this.policy = policy;
        this.settings = settings;
        this.clock = clock;
        this.thread = Thread.ofPlatform().daemon().name("ledger").unstarted(this::run);
    }

    void noting(Journal given) {
        journal = given;
    }

    void start() {
        thread.start();
    }

    /** Exports what waits to be written. */
    void measure(MeterRegistry metrics) {
        unwritten.measure(metrics);
    }

    void hold(ClaimedChunk chunk) {
        ClaimedChunk before = held.put(chunk.id(), chunk);
        if (before != null) {
            // Its lease ran out by a jump of the clock before this process knew that it had it.
            lose(before);
        }
    }

    /** Chunks that this process has. */
    Set<Long> held() {
        return held.keySet();
    }

    /** {@code left}: when the mail's content left, by {@link System#nanoTime}. */
    void answered(ClaimedChunk chunk, Outcome outcome, long left) {
        unwritten.add(left, () -> entries.add(new LedgerEntry.Answered(chunk, outcome)));
    }

    /** The next marks of a chunk; whatever else this process has is asked along, since it costs nothing more. */
    void want(ClaimedChunk chunk, int limit, ChunkSource source) {
        sources.putIfAbsent(chunk, source);
        entries.add(new LedgerEntry.Wants(chunk, limit, source));
    }

    void finish(ClaimedChunk chunk, List<Marked> unsent, Instant again, String reason) {
        entries.add(new LedgerEntry.Finished(chunk, unsent, again, reason));
    }

    /**
     * Waits while an answered mail that is not written left longer ago than the settings' flush: whatever the database does, a crash
     * repeats no more than was accepted within that time, and what is on the wire. False if the chunk is lost meanwhile.
     */
    boolean awaitWritten(ClaimedChunk chunk) {
        return unwritten.await(settings.flush().toNanos(), () -> chunk.stands(clock.instant()) && !hurried);
    }

    private void run() {
        try {
            while (!stopped || !entries.isEmpty()) {
                LedgerEntry first =
                        entries.poll(Math.clamp(settings.lease().toMillis() / 6, 10, 200), TimeUnit.MILLISECONDS);
                if (first != null) {
                    gather();
                    List<LedgerEntry> group = new ArrayList<>(List.of(first));
                    unwritten.begin(() -> entries.drainTo(group));
                    writeUntilWritten(group);
                }
                if (System.nanoTime() - renewedAt > settings.lease().toNanos() / 3) {
                    renew();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** For as long as the oldest mail can wait: the write that follows fits into the flush. */
    private void gather() throws InterruptedException {
        long pause = settings.flush().toNanos() - writing - writing / 2 - unwritten.age();
        if (pause > 0 && !hurried) {
            TimeUnit.NANOSECONDS.sleep(pause);
        }
    }

    private void renew() {
        Instant until = clock.instant().plus(settings.lease());
        try {
            Set<Long> ours = tables.chunks().renew(held.values(), until);
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
    private void writeUntilWritten(List<LedgerEntry> group) throws InterruptedException {
        int left = RETRIES_AT_STOP;
        boolean said = false;
        while (true) {
            long began = System.nanoTime();
            try {
                dismiss(group);
                write(group);
                writing = (3 * writing + System.nanoTime() - began) / 4;
                break;
            } catch (RuntimeException e) {
                if (!said) {
                    LOG.warn("The ledger cannot be written, trying until it can: {}", e.toString());
                    said = true;
                }
                if (hurried && left-- == 0) {
                    group.forEach(entry -> lose(entry.chunk()));
                    dismiss(group);
                    break;
                }
                Thread.sleep(RETRY);
            }
        }
        unwritten.end();
    }

    /** Takes out what concerns chunks that are lost, and lets nobody wait for it. */
    private static void dismiss(List<LedgerEntry> group) {
        group.removeIf(entry -> {
            if (entry.chunk().lost() && entry instanceof LedgerEntry.Wants want) {
                want.source().give(List.of(), false);
            }
            return entry.chunk().lost();
        });
    }

    private void write(List<LedgerEntry> group) {
        if (group.isEmpty()) {
            return;
        }
        if (group.stream().anyMatch(LedgerEntry.Wants.class::isInstance)) {
            held.values().forEach(chunk -> askAlong(chunk, group));
        }
        Instant now = clock.instant();
        LedgerBatch batch = new LedgerBatch(group, tables, policy, now);
        Instant until = now.plus(settings.lease());
        batch.written(write(batch, until), until).forEach(this::takenOver);
        batch.finished().forEach(chunk -> {
            held.remove(chunk.id(), chunk);
            sources.remove(chunk);
            if (!chunk.lost()) {
                journal.done(chunk.owner());
            }
        });
        batch.give();
    }

    private Set<Long> write(LedgerBatch batch, Instant until) {
        try {
            return batch.write(until);
        } catch (LedgerBatch.TakenOver e) {
            e.chunks().forEach(this::takenOver);
            throw e;
        }
    }

    private void askAlong(ClaimedChunk chunk, List<LedgerEntry> group) {
        ChunkSource source = sources.get(chunk);
        int limit = source == null || chunk.lost() ? 0 : source.asksAlong();
        if (limit > 0 && source != null) {
            group.add(new LedgerEntry.Wants(chunk, limit, source));
        }
    }

    private void takenOver(ClaimedChunk chunk) {
        LOG.warn("Chunk {} was taken over; what this process did since stays unwritten", chunk.id());
        lose(chunk);
    }

    private void lose(ClaimedChunk chunk) {
        chunk.lose();
        held.remove(chunk.id(), chunk);
        sources.remove(chunk);
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
