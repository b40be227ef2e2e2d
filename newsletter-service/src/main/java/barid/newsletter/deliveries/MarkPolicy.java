package barid.newsletter.deliveries;

import barid.newsletter.editions.CorrectionKey;
import barid.newsletter.editions.Variant;
import barid.newsletter.stories.StoryKey;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which of the next deliveries may go, in what form, and what becomes of the others. Pure. */
final class MarkPolicy {
    /** What a mark writes besides the chunks. */
    record Writes(
            List<ExceptionRow> exceptions, List<DeliveryStore.Omission> omissions, List<DeliveryStore.Owing> owing) {
        Writes() {
            this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        }
    }

    private final Set<StoryKey> withdrawn;
    private final Instant now;
    private final Writes writes;

    MarkPolicy(Set<StoryKey> withdrawn, Instant now, Writes writes) {
        this.withdrawn = withdrawn;
        this.now = now;
        this.writes = writes;
    }

    /** Adds it to {@code toSend}, or a row that ends it to the exceptions. */
    void decide(
            ClaimedChunk.Draft draft,
            DeliveryStore.Candidate candidate,
            Variant variant,
            boolean cancelled,
            List<Marked> toSend) {
        ClaimedChunk chunk = draft.chunk();
        Set<StoryKey> omitted = omitted(variant, candidate);
        Marked marked = new Marked(
                candidate.ordinal(),
                candidate.subscriber(),
                candidate.variant(),
                candidate.mailbox() == null ? "" : candidate.mailbox(),
                omitted,
                candidate.attempts(),
                candidate.everUncertain(),
                candidate.exceptional());
        if (!candidate.exceptional()) {
            draft.markTo(candidate.ordinal() + 1);
        }
        String why = candidate.why();
        if (cancelled) {
            end(draft, marked, DeliveryState.CANCELLED, "cancelled", false);
        } else if (why != null) {
            end(draft, marked, DeliveryState.SUPPRESSED, why, why.equals("paused"));
        } else if (!now.isBefore(chunk.expires())) {
            end(draft, marked, DeliveryState.EXPIRED, "the edition is past", true);
        } else if (emptied(variant, omitted)) {
            end(draft, marked, DeliveryState.WITHDRAWN, "all of it was withdrawn", true);
        } else {
            omit(chunk, candidate, variant, omitted);
            if (marked.exceptional()) {
                except(draft, ExceptionRow.of(chunk, marked, DeliveryState.ATTEMPTING));
            }
            toSend.add(marked);
        }
    }

    /** What may have arrived once stays uncertain, whatever else is true of it now, and is not owed. */
    private void end(ClaimedChunk.Draft draft, Marked marked, DeliveryState state, String why, boolean owed) {
        ExceptionRow row = ExceptionRow.of(
                        draft.chunk(), marked, marked.everUncertain() ? DeliveryState.UNCERTAIN : state)
                .because(null, why);
        except(draft, owed && !marked.everUncertain() ? row.owing() : row);
    }

    private void except(ClaimedChunk.Draft draft, ExceptionRow row) {
        draft.exception(row.ordinal());
        writes.exceptions().add(row);
    }

    private static boolean emptied(Variant variant, Set<StoryKey> omitted) {
        return variant.items().stream().allMatch(omitted::contains)
                && variant.corrections().stream().map(CorrectionKey::story).allMatch(omitted::contains);
    }

    private Set<StoryKey> omitted(Variant variant, DeliveryStore.Candidate candidate) {
        if (withdrawn.isEmpty() && candidate.omitted().isEmpty()) {
            return Set.of();
        }
        // Once left out it stays left out of this delivery: the reader is owed it by then, and may get it by another.
        Set<StoryKey> omitted = new HashSet<>(candidate.omitted());
        variant.items().stream().filter(withdrawn::contains).forEach(omitted::add);
        variant.corrections().stream()
                .map(CorrectionKey::story)
                .filter(withdrawn::contains)
                .forEach(omitted::add);
        return omitted;
    }

    private void omit(ClaimedChunk chunk, DeliveryStore.Candidate candidate, Variant variant, Set<StoryKey> omitted) {
        if (candidate.everUncertain()) {
            // Its first copy may have brought it: it counts as carried, and is not owed.
            return;
        }
        for (StoryKey story : omitted) {
            if (candidate.omitted().contains(story)) {
                continue;
            }
            writes.omissions()
                    .add(new DeliveryStore.Omission(
                            chunk.edition(), candidate.subscriber(), story.article(), story.language()));
            if (variant.items().contains(story)) {
                writes.owing().add(new DeliveryStore.Owing(candidate.subscriber(), story.article(), null, null));
            }
            variant.corrections().stream()
                    .filter(correction -> correction.story().equals(story))
                    .forEach(correction -> writes.owing()
                            .add(new DeliveryStore.Owing(
                                    candidate.subscriber(), story.article(), story.language(), correction.at())));
        }
    }
}
