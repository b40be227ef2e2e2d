package barid.newsletter.deliveries;

import barid.kit.db.Database;
import barid.newsletter.editions.CorrectionKey;
import barid.newsletter.editions.Variant;
import barid.newsletter.editions.VariantCompiler;
import barid.newsletter.stories.StoryKey;
import barid.newsletter.stories.StoryStore;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** The mark that goes ahead of sending, and with it the last look at who may be mailed and what was withdrawn. */
final class Marking {
    private final Database database;
    private final DeliveryQueue queue;
    private final StoryStore stories;
    private final VariantCompiler compiler;

    Marking(Database database, DeliveryQueue queue, StoryStore stories, VariantCompiler compiler) {
        this.database = database;
        this.queue = queue;
        this.stories = stories;
        this.compiler = compiler;
    }

    /** What a mark found: {@code looked} deliveries, of which {@code toSend} may be sent. */
    record Batch(int looked, List<Marked> toSend) {}

    /** What a mark writes. */
    private record Writes(
            List<Marked> toSend,
            List<ExceptionRow> exceptions,
            List<DeliveryQueue.Omission> omissions,
            List<DeliveryQueue.Owing> owing) {
        Writes() {
            this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        }
    }

    /** Marks the next deliveries as attempting; null if the chunk has another owner now. */
    @Nullable
    Batch mark(ClaimedChunk chunk, int limit, Instant now) {
        return database.transactions().<@Nullable Batch>inTransaction(tx -> {
            List<DeliveryQueue.Candidate> candidates = queue.candidates(tx, chunk, limit, now);
            if (candidates.isEmpty()) {
                return new Batch(0, List.of());
            }
            Map<UUID, Variant> variants = compiler.variants(
                    tx,
                    candidates.stream().map(DeliveryQueue.Candidate::variant).toList());
            Set<UUID> articles = new HashSet<>();
            variants.values().forEach(variant -> articles.addAll(variant.articles()));
            Set<StoryKey> withdrawn = stories.withdrawn(tx, articles);
            Writes writes = new Writes();
            for (DeliveryQueue.Candidate candidate : candidates) {
                Variant variant = variants.get(candidate.variant());
                if (variant == null) {
                    throw new IllegalStateException("a delivery names a variant that is not stored");
                }
                decide(chunk, candidate, variant, withdrawn, now, writes);
            }
            chunk.markTo(candidates.stream()
                            .filter(candidate -> !candidate.exceptional())
                            .mapToInt(DeliveryQueue.Candidate::ordinal)
                            .max()
                            .orElse(-1)
                    + 1);
            writes.exceptions().forEach(row -> chunk.exception(row.ordinal()));
            if (queue.write(tx, List.of(chunk.row())).isEmpty()) {
                chunk.lose();
                return null;
            }
            queue.except(tx, writes.exceptions(), now);
            queue.omit(tx, writes.omissions(), writes.owing(), now);
            return new Batch(candidates.size(), writes.toSend());
        });
    }

    private static void decide(
            ClaimedChunk chunk,
            DeliveryQueue.Candidate candidate,
            Variant variant,
            Set<StoryKey> withdrawn,
            Instant now,
            Writes writes) {
        Set<StoryKey> omitted = omitted(variant, candidate, withdrawn);
        Marked marked = new Marked(
                candidate.ordinal(),
                candidate.subscriber(),
                candidate.variant(),
                candidate.mailbox() == null ? "" : candidate.mailbox(),
                omitted,
                candidate.attempts(),
                candidate.everUncertain(),
                candidate.exceptional());
        String why = candidate.why();
        boolean emptied = variant.items().stream().allMatch(omitted::contains)
                && variant.corrections().stream().map(CorrectionKey::story).allMatch(omitted::contains);
        if (why != null) {
            ExceptionRow row = ended(chunk, marked, DeliveryState.SUPPRESSED).because(null, why);
            writes.exceptions().add(why.equals("paused") && !marked.everUncertain() ? row.owing() : row);
        } else if (!now.isBefore(chunk.expires())) {
            writes.exceptions().add(OutcomePolicy.ended(chunk, marked).because(null, "the edition is past"));
        } else if (emptied) {
            ExceptionRow row = ended(chunk, marked, DeliveryState.WITHDRAWN).because(null, "all of it was withdrawn");
            writes.exceptions().add(marked.everUncertain() ? row : row.owing());
        } else {
            omit(chunk, candidate, variant, omitted, writes);
            if (marked.exceptional()) {
                writes.exceptions().add(ExceptionRow.of(chunk, marked, DeliveryState.ATTEMPTING));
            }
            writes.toSend().add(marked);
        }
    }

    /** What may have arrived once stays uncertain, whatever else is true of it now. */
    private static ExceptionRow ended(ClaimedChunk chunk, Marked marked, DeliveryState state) {
        return ExceptionRow.of(chunk, marked, marked.everUncertain() ? DeliveryState.UNCERTAIN : state);
    }

    private static Set<StoryKey> omitted(Variant variant, DeliveryQueue.Candidate candidate, Set<StoryKey> withdrawn) {
        // Once left out it stays left out of this delivery: the reader is owed it by then, and may get it by another.
        Set<StoryKey> omitted = new HashSet<>(candidate.omitted());
        variant.items().stream().filter(withdrawn::contains).forEach(omitted::add);
        variant.corrections().stream()
                .map(CorrectionKey::story)
                .filter(withdrawn::contains)
                .forEach(omitted::add);
        return omitted;
    }

    private static void omit(
            ClaimedChunk chunk,
            DeliveryQueue.Candidate candidate,
            Variant variant,
            Set<StoryKey> omitted,
            Writes writes) {
        if (candidate.everUncertain()) {
            // Its first copy may have brought it: it counts as carried, and is not owed.
            return;
        }
        for (StoryKey story : omitted) {
            if (candidate.omitted().contains(story)) {
                continue;
            }
            writes.omissions()
                    .add(new DeliveryQueue.Omission(
                            chunk.edition(), candidate.subscriber(), story.article(), story.language()));
            if (variant.items().contains(story)) {
                writes.owing().add(new DeliveryQueue.Owing(candidate.subscriber(), story.article(), null, null));
            }
            variant.corrections().stream()
                    .filter(correction -> correction.story().equals(story))
                    .forEach(correction -> writes.owing()
                            .add(new DeliveryQueue.Owing(
                                    candidate.subscriber(), story.article(), story.language(), correction.at())));
        }
    }
}
