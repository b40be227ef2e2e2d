package barid.newsletter.imports;

import barid.newsletter.consent.Act;
import barid.newsletter.consent.ConsentAct;
import barid.newsletter.consent.ConsentLog;
import barid.newsletter.editions.EditionSchedule;
import barid.newsletter.journal.Journal;
import barid.newsletter.stories.StoryStore;
import barid.newsletter.subscriptions.Choices;
import io.helidon.dbclient.DbExecute;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Takes a batch of readers into the newsletter, with the evidence of their consent; mails nobody. */
final class Arrivals {
    private static final Set<String> REASONS = Set.of("erased", "complaint", "bounced", "operator");

    private final ArrivalStore store = new ArrivalStore();
    private final StoryStore stories;
    private final ConsentLog consents;
    private final Journal journal;

    Arrivals(StoryStore stories, ConsentLog consents, Journal journal) {
        this.journal = journal;
        this.stories = stories;
        this.consents = consents;
    }

    /** What became of a batch: the count, and a fault for each row that was not taken. */
    record Result(Tally tally, List<Fault> faults) {}

    /** Takes who may be taken: what she reads begins with the next news. */
    Result take(DbExecute tx, ImportJob job, RowBatch batch, Instant now) {
        if (!batch.silenced().isEmpty()) {
            store.silence(tx, batch.silenced(), now).stream()
                    .collect(Collectors.groupingBy(
                            ArrivalStore.Silenced::reason,
                            Collectors.mapping(ArrivalStore.Silenced::key, Collectors.toList())))
                    .forEach((reason, keys) -> journal.leftByKey(tx, keys, reason, now));
        }
        if (batch.candidates().isEmpty()) {
            return new Result(batch.tally(0, 0, 0), batch.faults());
        }
        long head = stories.head(tx, StoryStore.NO_CUT);
        List<ArrivalStore.Outcome> outcomes = store.take(tx, rows(batch, now), head, now);
        Map<Long, RowBatch.Candidate> byLine =
                batch.candidates().stream().collect(Collectors.toMap(RowBatch.Candidate::line, candidate -> candidate));
        List<ConsentAct> acts = new ArrayList<>();
        for (ArrivalStore.Outcome outcome : outcomes) {
            UUID subscriber = outcome.subscriber();
            RowBatch.Candidate candidate = byLine.get(outcome.line());
            if (subscriber != null && candidate != null) {
                acts.add(act(job, candidate, subscriber, now));
            }
        }
        consents.recordAll(tx, acts);
        return result(batch, outcomes);
    }

    /** What {@link #take} would do now. */
    Result foresee(DbExecute db, RowBatch batch, Instant now) {
        return batch.candidates().isEmpty()
                ? new Result(batch.tally(0, 0, 0), batch.faults())
                : result(batch, store.foresee(db, rows(batch, now)));
    }

    private static Result result(RowBatch batch, List<ArrivalStore.Outcome> outcomes) {
        long taken = 0;
        long known = 0;
        long refused = 0;
        List<Fault> faults = new ArrayList<>(batch.faults());
        for (ArrivalStore.Outcome outcome : outcomes) {
            Optional<String> refusal = refusal(outcome);
            if (outcome.subscriber() != null) {
                taken++;
            } else if (refusal.isPresent()) {
                refused++;
                faults.add(new Fault(outcome.line(), "email", "refused." + refusal.get()));
            } else {
                known++;
            }
        }
        return new Result(batch.tally(taken, known, refused), faults);
    }

    private static Optional<String> refusal(ArrivalStore.Outcome outcome) {
        String reason = outcome.reason();
        if (reason != null) {
            return Optional.of(REASONS.contains(reason) ? reason : "unsubscribed");
        }
        return "unsubscribed".equals(outcome.state()) ? Optional.of("unsubscribed") : Optional.empty();
    }

    private static List<ArrivalStore.Arrival> rows(RowBatch batch, Instant now) {
        Map<Choices, Optional<Instant>> dues = new HashMap<>();
        return batch.candidates().stream()
                .map(candidate -> {
                    Choices choices = candidate.choices();
                    return new ArrivalStore.Arrival(
                            candidate.line(),
                            candidate.id(),
                            candidate.address().email(),
                            candidate.address().mailbox(),
                            candidate.key(),
                            choices.languages(),
                            choices.topics(),
                            choices.cadence().word(),
                            choices.hour(),
                            choices.day(),
                            choices.zone(),
                            dues.computeIfAbsent(choices, key -> due(key, now)).orElse(null));
                })
                .toList();
    }

    private static Optional<Instant> due(Choices choices, Instant now) {
        return EditionSchedule.next(choices.cadence(), now, choices.hour(), choices.day(), ZoneId.of(choices.zone()));
    }

    private static ConsentAct act(ImportJob job, RowBatch.Candidate candidate, UUID subscriber, Instant now) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("address", candidate.address().email());
        details.put("choices", candidate.choices());
        details.put("origin", job.consent());
        details.put("import", job.id());
        if (!candidate.consented().isEmpty()) {
            details.put("consented", candidate.consented());
        }
        return new ConsentAct(subscriber, Act.IMPORTED, now, "import", "", "", details);
    }
}
