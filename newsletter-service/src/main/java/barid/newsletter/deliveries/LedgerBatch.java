package barid.newsletter.deliveries;

import barid.kit.db.Database;
import barid.newsletter.editions.Variant;
import barid.newsletter.editions.VariantCompiler;
import barid.newsletter.suppression.Suppressions;
import io.helidon.dbclient.DbExecute;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What is written together: outcomes, the marks that are wanted, chunks given back. Where every delivery simply went it costs one
 * statement, and one more for marks.
 */
final class LedgerBatch {
    /** The tables that it reads and writes. */
    record Tables(
            Database database,
            ChunkQueue chunks,
            DeliveryStore deliveries,
            VariantCompiler compiler,
            Suppressions suppressions) {}

    private final Tables tables;
    private final OutcomePolicy policy;
    private final Instant now;
    private final Map<ClaimedChunk, ClaimedChunk.Draft> drafts = new LinkedHashMap<>();
    private final List<ExceptionRow> exceptions = new ArrayList<>();
    private final List<LedgerEntry.Wants> wants = new ArrayList<>();
    private final List<ClaimedChunk> finished = new ArrayList<>();
    private final Map<LedgerEntry.Wants, List<Marked>> marks = new LinkedHashMap<>();
    private final Set<LedgerEntry.Wants> looked = new HashSet<>();
    private final MarkPolicy.Writes marking = new MarkPolicy.Writes();

    LedgerBatch(List<LedgerEntry> group, Tables tables, OutcomePolicy policy, Instant now) {
        this.tables = tables;
        this.policy = policy;
        this.now = now;
        for (LedgerEntry entry : group) {
            switch (entry) {
                case LedgerEntry.Answered(ClaimedChunk chunk, Outcome outcome) -> enter(chunk, outcome);
                case LedgerEntry.Wants want -> wants.add(want);
                case LedgerEntry.Finished end -> finish(end);
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
    private void finish(LedgerEntry.Finished end) {
        finished.add(end.chunk());
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

    /** When a chunk with exceptions is next looked at hangs on rows that somebody may be changing under the chunk's lock. */
    private boolean releasesExceptions() {
        return finished.stream().anyMatch(chunk -> draft(chunk).hasExceptions());
    }

    /**
     * Writes it, and returns the chunks that were still ours. The look that decides about the marks needs no transaction with
     * them: it is one snapshot, and what commits after that counts from the next one on.
     *
     * @throws TakenOver if single deliveries were to be written of chunks that are not ours any more: then nothing is
     */
    Set<Long> write(Instant until) {
        if (!wants.isEmpty()) {
            mark(tables.database().client().execute());
        }
        boolean plain = exceptions.isEmpty()
                && marking.exceptions().isEmpty()
                && marking.omissions().isEmpty()
                && !releasesExceptions();
        return plain
                ? tables.chunks().write(tables.database().client().execute(), rows(), until)
                : tables.database().transactions().inTransaction(tx -> writeWhole(tx, until));
    }

    private void mark(DbExecute db) {
        Map<LedgerEntry.Wants, DeliveryStore.Wanted> wanted = new LinkedHashMap<>();
        for (LedgerEntry.Wants want : wants) {
            wanted.put(want, new DeliveryStore.Wanted(want.chunk().id(), next(db, want)));
        }
        DeliveryStore.Look look = tables.deliveries().look(db, List.copyOf(wanted.values()));
        Map<Long, DeliveryStore.Standing> standing = new LinkedHashMap<>();
        look.chunks().forEach(one -> standing.put(one.id(), one));
        Map<Long, List<DeliveryStore.Candidate>> candidates =
                look.candidates().stream().collect(Collectors.groupingBy(DeliveryStore.Candidate::chunk));
        Map<UUID, Variant> variants = tables.compiler()
                .variants(
                        db,
                        look.candidates().stream()
                                .map(DeliveryStore.Candidate::variant)
                                .toList());
        MarkPolicy marker = new MarkPolicy(look.withdrawn(), now, marking);
        for (LedgerEntry.Wants want : wants) {
            marks.put(want, List.of());
            DeliveryStore.Standing its = standing.get(want.chunk().id());
            boolean cancelled = its != null && its.control().equals("cancelled");
            boolean running = its != null && its.control().equals("running") && !its.stopped() && !look.held();
            List<DeliveryStore.Candidate> next = candidates.get(want.chunk().id());
            if (next != null && (running || cancelled)) {
                marks.put(want, decide(marker, want.chunk(), next, variants, cancelled));
                looked.add(want);
            }
        }
    }

    private List<Marked> decide(
            MarkPolicy marker,
            ClaimedChunk chunk,
            List<DeliveryStore.Candidate> candidates,
            Map<UUID, Variant> variants,
            boolean cancelled) {
        List<Marked> toSend = new ArrayList<>();
        for (DeliveryStore.Candidate candidate : candidates) {
            Variant variant = variants.get(candidate.variant());
            if (variant == null) {
                throw new IllegalStateException("a delivery names a variant that is not stored");
            }
            marker.decide(draft(chunk), candidate, variant, cancelled, toSend);
        }
        return toSend;
    }

    private List<Integer> next(DbExecute db, LedgerEntry.Wants want) {
        ClaimedChunk.Draft draft = draft(want.chunk());
        List<Integer> fresh = draft.fresh(want.limit());
        return fresh.isEmpty() && draft.hasExceptions()
                ? tables.deliveries().retryable(db, want.chunk().id(), want.limit(), now)
                : fresh;
    }

    private Set<Long> writeWhole(DbExecute tx, Instant until) {
        requireOurs(tx);
        List<ExceptionRow> rows = new ArrayList<>(exceptions);
        rows.addAll(marking.exceptions());
        // Before the chunks, whose next instant is that of their exceptions.
        tables.deliveries().except(tx, rows, now);
        tables.suppressions().dead(tx, of(rows, OutcomePolicy::addressIsDead), now);
        tables.suppressions().soft(tx, of(rows, OutcomePolicy::failedSoftly), now);
        tables.deliveries().omit(tx, marking.omissions(), marking.owing(), now);
        return tables.chunks().write(tx, rows(), until);
    }

    private static List<UUID> of(List<ExceptionRow> rows, Predicate<ExceptionRow> which) {
        return rows.stream().filter(which).map(ExceptionRow::subscriber).toList();
    }

    private void requireOurs(DbExecute tx) {
        Set<Long> ours = tables.chunks().lock(tx, drafts.keySet());
        List<ClaimedChunk> others = drafts.keySet().stream()
                .filter(chunk -> !ours.contains(chunk.id()))
                .toList();
        if (!others.isEmpty()) {
            throw new TakenOver(others);
        }
    }

    /** Chunks that another process has; the transaction can be tried again without them. */
    static final class TakenOver extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient List<ClaimedChunk> chunks;

        TakenOver(List<ClaimedChunk> chunks) {
            super("chunks were taken over");
            this.chunks = chunks;
        }

        List<ClaimedChunk> chunks() {
            return chunks;
        }
    }

    private List<ClaimedChunk.Row> rows() {
        return drafts.values().stream().map(ClaimedChunk.Draft::row).toList();
    }

    /** It is written: the chunks are as their drafts; returns those that were not ours any more. */
    List<ClaimedChunk> written(Set<Long> ours, Instant until) {
        List<ClaimedChunk> others = new ArrayList<>();
        drafts.forEach((chunk, draft) -> {
            if (ours.contains(chunk.id())) {
                draft.written(until);
            } else {
                others.add(chunk);
            }
        });
        return others;
    }

    /** Chunks given back by it. */
    List<ClaimedChunk> finished() {
        return finished;
    }

    /** Hands the marks to who wanted them; none of a chunk that is lost. */
    void give() {
        marks.forEach((want, marked) -> {
            boolean stands = !want.chunk().lost();
            want.source().give(stands ? marked : List.of(), stands && looked.contains(want));
        });
    }
}
