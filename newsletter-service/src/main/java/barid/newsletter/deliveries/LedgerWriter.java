package barid.newsletter.deliveries;

import barid.kit.db.Database;
import barid.newsletter.editions.Variant;
import barid.newsletter.editions.VariantCompiler;
import barid.newsletter.suppression.Suppressions;
import io.helidon.dbclient.DbExecute;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * The one writer of a process's part of the ledger: what all connections were answered and what they are to send next goes to
 * the database together, every few milliseconds, the marks ahead of the sending. It renews the leases as it writes.
 */
final class LedgerWriter {
    private static final Logger LOG = LoggerFactory.getLogger(LedgerWriter.class);
    private static final Duration RETRY = Duration.ofMillis(200);
    private static final int RETRIES_AT_STOP = 25;

    private final Database database;
    private final DeliveryQueue queue;
    private final VariantCompiler compiler;
    private final OutcomePolicy policy;
    private final Suppressions suppressions;
    private final DeliverySettings settings;
    private final InstantSource clock;
    private final BlockingQueue<Entry> entries = new LinkedBlockingQueue<>();
    private final Map<Long, ClaimedChunk> held = new ConcurrentHashMap<>();
    private final Map<ClaimedChunk, ChunkSource> sources = new ConcurrentHashMap<>();
    private final Thread thread;
    private final Unwritten unwritten = new Unwritten();
    private long renewedAt = System.nanoTime();
    /** What writing takes, as a moving mean in nanoseconds. */
    private long writing = 1_000_000;

    private volatile boolean hurried;
    private volatile boolean stopped;

    LedgerWriter(
            Database database,
            DeliveryQueue queue,
            VariantCompiler compiler,
            OutcomePolicy policy,
            Suppressions suppressions,
            DeliverySettings settings,
            InstantSource clock) {
        this.database = database;
        this.queue = queue;
        this.compiler = compiler;
        this.policy = policy;
        this.suppressions = suppressions;
        this.settings = settings;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("ledger").unstarted(this::run);
    }

    /** Something to be written about a chunk. */
    private sealed interface Entry {
        ClaimedChunk chunk();

        record Answered(ClaimedChunk chunk, Outcome outcome) implements Entry {}

        /** The next deliveries are wanted, {@code limit} at most. */
        record Wants(ClaimedChunk chunk, int limit, ChunkSource source) implements Entry {}

        /** It is given back; {@code unsent} were marked and not begun. */
        record Finished(ClaimedChunk chunk, List<Marked> unsent, Instant again, String reason) implements Entry {}
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

    void answered(ClaimedChunk chunk, Outcome outcome) {
        unwritten.added();
        entries.add(new Entry.Answered(chunk, outcome));
    }

    /** The next marks of a chunk; whatever else this process has is asked along, since it costs nothing more. */
    void want(ClaimedChunk chunk, int limit, ChunkSource source) {
        sources.putIfAbsent(chunk, source);
        entries.add(new Entry.Wants(chunk, limit, source));
    }

    void finish(ClaimedChunk chunk, List<Marked> unsent, Instant again, String reason) {
        entries.add(new Entry.Finished(chunk, unsent, again, reason));
    }

    /**
     * Waits while an accepted mail has been unwritten for longer than the settings' flush: whatever the database does, a crash
     * repeats no more than was accepted within that time. False if the chunk is lost meanwhile.
     */
    boolean awaitWritten(ClaimedChunk chunk) {
        return unwritten.await(settings.flush().toNanos(), () -> chunk.stands(clock.instant()) && !hurried);
    }

    private void run() {
        try {
            while (!stopped || !entries.isEmpty()) {
                Entry first = entries.poll(Math.clamp(settings.lease().toMillis() / 6, 10, 200), TimeUnit.MILLISECONDS);
                if (first != null) {
                    gather();
                    List<Entry> group = new ArrayList<>(List.of(first));
                    entries.drainTo(group);
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

    /** What is answered just after a write begins waits for that one and its own: both fit into the flush. */
    private void gather() throws InterruptedException {
        long pause = settings.flush().toNanos() - 2 * writing;
        if (pause > 0 && !hurried) {
            TimeUnit.NANOSECONDS.sleep(pause);
        }
    }

    private void renew() {
        Instant until = clock.instant().plus(settings.lease());
        try {
            Set<Long> ours = queue.renew(held.values(), until);
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
    private void writeUntilWritten(List<Entry> group) throws InterruptedException {
        int left = RETRIES_AT_STOP;
        boolean said = false;
        unwritten.begin();
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
    private static void dismiss(List<Entry> group) {
        group.removeIf(entry -> {
            if (entry.chunk().lost() && entry instanceof Entry.Wants want) {
                want.source().give(List.of(), false);
            }
            return entry.chunk().lost();
        });
    }

    /** What one transaction writes. */
    private final class Batch {
        final Instant now = clock.instant();
        final Map<ClaimedChunk, ClaimedChunk.Draft> drafts = new LinkedHashMap<>();
        final List<ExceptionRow> exceptions = new ArrayList<>();
        final List<Entry.Wants> wants = new ArrayList<>();
        final List<Entry.Finished> finished = new ArrayList<>();
        final Map<Entry.Wants, List<Marked>> marks = new LinkedHashMap<>();
        final Set<Entry.Wants> looked = new HashSet<>();
        final MarkPolicy.Writes marking = new MarkPolicy.Writes();

        Batch(List<Entry> group) {
            for (Entry entry : group) {
                switch (entry) {
                    case Entry.Answered(ClaimedChunk chunk, Outcome outcome) -> enter(chunk, outcome);
                    case Entry.Wants want -> wants.add(want);
                    case Entry.Finished end -> finish(end);
                }
            }
        }

        private ClaimedChunk.Draft draft(ClaimedChunk chunk) {
            return drafts.computeIfAbsent(chunk, ClaimedChunk::draft);
        }

        private void enter(ClaimedChunk chunk, Outcome outcome) {
            int ordinal = outcome.marked().ordinal();
            policy.of(chunk, outcome, now)
                    .ifPresentOrElse(
                            row -> {
                                exceptions.add(row);
                                draft(chunk).exception(ordinal);
                            },
                            () -> draft(chunk).sent(ordinal));
        }

        /** Nothing is uncertain about what was not begun: it is pending again. */
        private void finish(Entry.Finished end) {
            finished.add(end);
            ClaimedChunk.Draft draft = draft(end.chunk());
            end.unsent().stream()
                    .filter(marked -> !marked.exceptional())
                    .mapToInt(Marked::ordinal)
                    .min()
                    .ifPresent(draft::unmarkFrom);
            end.unsent().stream()
                    .filter(Marked::exceptional)
                    .forEach(marked -> exceptions.add(OutcomePolicy.notBegun(end.chunk(), marked, end.reason(), now)));
            draft.release(end.again());
        }

        /** Whether a single statement is enough. */
        boolean plain() {
            return wants.isEmpty() && exceptions.isEmpty() && !releasesExceptions();
        }

        /** When such a chunk is next looked at hangs on rows that somebody may be changing under the chunk's lock. */
        boolean releasesExceptions() {
            return finished.stream().anyMatch(end -> draft(end.chunk()).hasExceptions());
        }

        void mark(DbExecute tx) {
            Map<Entry.Wants, DeliveryQueue.Wanted> wanted = new LinkedHashMap<>();
            for (Entry.Wants want : wants) {
                wanted.put(want, new DeliveryQueue.Wanted(want.chunk().id(), next(tx, want)));
            }
            DeliveryQueue.Look look = queue.look(tx, List.copyOf(wanted.values()));
            Map<Long, DeliveryQueue.Standing> standing = new LinkedHashMap<>();
            look.chunks().forEach(one -> standing.put(one.id(), one));
            Map<UUID, Variant> variants = compiler.variants(
                    tx,
                    look.candidates().stream()
                            .map(DeliveryQueue.Candidate::variant)
                            .toList());
            MarkPolicy marker = new MarkPolicy(look.withdrawn(), now, marking);
            for (Entry.Wants want : wants) {
                marks.put(want, List.of());
                DeliveryQueue.Standing its = standing.get(want.chunk().id());
                boolean cancelled = its != null && its.control().equals("cancelled");
                boolean running = its != null && its.control().equals("running") && !its.stopped() && !look.held();
                List<DeliveryQueue.Candidate> candidates = look.candidates().stream()
                        .filter(candidate -> candidate.chunk() == want.chunk().id())
                        .toList();
                if (candidates.isEmpty() || !(running || cancelled)) {
                    continue;
                }
                List<Marked> toSend = new ArrayList<>();
                for (DeliveryQueue.Candidate candidate : candidates) {
                    Variant variant = variants.get(candidate.variant());
                    if (variant == null) {
                        throw new IllegalStateException("a delivery names a variant that is not stored");
                    }
                    marker.decide(draft(want.chunk()), candidate, variant, cancelled, toSend);
                }
                marks.put(want, toSend);
                looked.add(want);
            }
        }

        private List<Integer> next(DbExecute tx, Entry.Wants want) {
            ClaimedChunk.Draft draft = draft(want.chunk());
            List<Integer> fresh = draft.fresh(want.limit());
            return fresh.isEmpty() && draft.hasExceptions()
                    ? queue.retryable(tx, want.chunk().id(), want.limit(), now)
                    : fresh;
        }
    }

    private void write(List<Entry> group) {
        if (group.isEmpty()) {
            return;
        }
        if (group.stream().anyMatch(Entry.Wants.class::isInstance)) {
            held.values().forEach(chunk -> askAlong(chunk, group));
        }
        Batch batch = new Batch(group);
        Instant until = batch.now.plus(settings.lease());
        Set<Long> ours = batch.plain()
                ? queue.write(database.client().execute(), rows(batch), until)
                : database.transactions().inTransaction(tx -> writeAll(tx, batch, until));
        batch.drafts.forEach((chunk, draft) -> {
            if (ours.contains(chunk.id())) {
                draft.written(until);
            } else {
                takenOver(chunk);
            }
        });
        batch.finished.forEach(end -> {
            held.remove(end.chunk().id(), end.chunk());
            sources.remove(end.chunk());
        });
        batch.marks.forEach((want, marks) -> {
            boolean stands = !want.chunk().lost();
            want.source().give(stands ? marks : List.of(), stands && batch.looked.contains(want));
        });
    }

    private void askAlong(ClaimedChunk chunk, List<Entry> group) {
        ChunkSource source = sources.get(chunk);
        int limit = source == null || chunk.lost() ? 0 : source.asksAlong();
        if (limit > 0 && source != null) {
            group.add(new Entry.Wants(chunk, limit, source));
        }
    }

    private Set<Long> writeAll(DbExecute tx, Batch batch, Instant until) {
        if (!batch.wants.isEmpty()) {
            batch.mark(tx);
        }
        List<ExceptionRow> exceptions = new ArrayList<>(batch.exceptions);
        exceptions.addAll(batch.marking.exceptions());
        if (!exceptions.isEmpty() || !batch.marking.omissions().isEmpty() || batch.releasesExceptions()) {
            requireOurs(tx, batch.drafts.keySet());
            // Before the chunks, whose next instant is that of their exceptions.
            queue.except(tx, exceptions, batch.now);
            suppressions.dead(tx, of(exceptions, OutcomePolicy::addressIsDead), batch.now);
            suppressions.soft(tx, of(exceptions, OutcomePolicy::failedSoftly), batch.now);
            queue.omit(tx, batch.marking.omissions(), batch.marking.owing(), batch.now);
        }
        return queue.write(tx, rows(batch), until);
    }

    private static List<UUID> of(List<ExceptionRow> rows, Predicate<ExceptionRow> which) {
        return rows.stream().filter(which).map(ExceptionRow::subscriber).toList();
    }

    /** Nothing is written of a chunk that another process has: the transaction is tried again without it. */
    private void requireOurs(DbExecute tx, Set<ClaimedChunk> chunks) {
        Set<Long> ours = queue.lock(tx, chunks);
        List<ClaimedChunk> others =
                chunks.stream().filter(chunk -> !ours.contains(chunk.id())).toList();
        if (!others.isEmpty()) {
            others.forEach(this::takenOver);
            throw new IllegalStateException("chunks were taken over");
        }
    }

    private void takenOver(ClaimedChunk chunk) {
        LOG.warn("Chunk {} was taken over; what this process did since stays unwritten", chunk.id());
        lose(chunk);
    }

    private static List<ClaimedChunk.Row> rows(Batch batch) {
        return batch.drafts.values().stream().map(ClaimedChunk.Draft::row).toList();
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
