package barid.newsletter.journal;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** What the journal tells of the sending, without its readers. */
final class Told {
    /** One planning transaction. */
    static final class Planning {
        final UUID id;
        Instant at;
        final Map<Long, Chunk> chunks = new HashMap<>();
        boolean committed;
        boolean struck;

        Planning(UUID id, Instant at) {
            this.id = id;
            this.at = at;
        }
    }

    /** A chunk of it, as it was begun. */
    record Chunk(Mailing edition, int size) {}

    /** A claim; {@code done}: all that came of it was written. */
    static final class Turn {
        final UUID id;
        final UUID plan;
        final long chunk;
        final int turn;
        final Instant at;
        boolean done;

        Turn(UUID id, UUID plan, long chunk, int turn, Instant at) {
            this.id = id;
            this.plan = plan;
            this.chunk = chunk;
            this.turn = turn;
            this.at = at;
        }
    }

    final Map<UUID, Planning> plannings = new HashMap<>();
    final Map<UUID, Turn> turns = new HashMap<>();
    /** By the note of the answer: what it answers. */
    final Map<UUID, Set<UUID>> answers = new HashMap<>();

    void tell(Note note) {
        switch (note) {
            case Note.Begun begun ->
                planning(begun.id(), begun.at()).chunks.put(begun.chunk(), new Chunk(begun.edition(), begun.size()));
            case Note.Committed committed -> planning(committed.id(), committed.at()).committed = true;
            case Note.Struck struck -> planning(struck.id(), struck.at()).struck = true;
            case Note.Claimed claimed ->
                turn(claimed.id(), claimed.plan(), claimed.chunk(), claimed.turn(), claimed.at());
            case Note.Done done -> turn(done.id(), done.plan(), done.chunk(), done.turn(), done.at()).done = true;
            case Note.Answered answered ->
                answers.computeIfAbsent(answered.id(), id -> new HashSet<>()).addAll(answered.notes());
            case Note.Checked checked -> {}
            case Note.Left left -> {}
        }
    }

    private Planning planning(UUID id, Instant at) {
        return plannings.computeIfAbsent(id, unseen -> new Planning(id, at));
    }

    /** Who claims a chunk saw its planning stand. */
    private Turn turn(UUID id, UUID plan, long chunk, int turn, Instant at) {
        planning(plan, at).committed = true;
        return turns.computeIfAbsent(id, unseen -> new Turn(id, plan, chunk, turn, at));
    }

    /** All chunks of which the journal tells. */
    Set<Long> chunks() {
        Set<Long> chunks = new HashSet<>();
        plannings.values().forEach(planning -> chunks.addAll(planning.chunks.keySet()));
        turns.values().forEach(turn -> chunks.add(turn.chunk));
        return chunks;
    }

    /** What a database that knows {@code known} and these answers lacks; nothing from before {@code begins} is asked. */
    Missing missing(Map<Long, JournalStore.Known> known, Set<UUID> knownAnswers, Instant begins) {
        Set<UUID> answered = new HashSet<>();
        answers.forEach((id, notes) -> {
            if (knownAnswers.contains(id)) {
                answered.addAll(notes);
            }
        });
        Set<UUID> standing = new HashSet<>();
        known.values().forEach(chunk -> standing.add(chunk.plan()));
        Missing missing = new Missing();
        for (Planning planning : plannings.values()) {
            if (standing.contains(planning.id) || answered.contains(planning.id) || planning.at.isBefore(begins)) {
                continue;
            }
            if (planning.committed) {
                missing.lost.add(planning);
            } else if (!planning.struck) {
                missing.unborn.add(planning.id);
            }
        }
        Set<UUID> gone = new HashSet<>();
        missing.lost.forEach(planning -> gone.add(planning.id));
        for (Turn turn : turns.values()) {
            if (answered.contains(turn.id) || turn.at.isBefore(begins)) {
                continue;
            }
            if (gone.contains(turn.plan)) {
                missing.sent.add(turn);
            } else if (isStale(turn, known.get(turn.chunk))) {
                missing.stale.add(turn);
            }
        }
        return missing;
    }

    /** Whether the database has the chunk as it was before this claim, or before all of it was written. */
    private static boolean isStale(Turn turn, JournalStore.@Nullable Known known) {
        if (known == null || !known.plan().equals(turn.plan)) {
            return false;
        }
        if (known.turns() != turn.turn) {
            return known.turns() < turn.turn;
        }
        return !turn.id.equals(known.claimed()) || (turn.done && !turn.id.equals(known.done()));
    }

    /** What a database lacks. */
    final class Missing {
        /** Begun and never committed. */
        final List<UUID> unborn = new ArrayList<>();
        /** Committed, and not there. */
        final List<Planning> lost = new ArrayList<>();
        /** Claims of these. */
        final List<Turn> sent = new ArrayList<>();
        /** Claims of chunks that are there as they were before. */
        final List<Turn> stale = new ArrayList<>();

        private final Map<UUID, Set<Long>> byPlan = new HashMap<>();

        boolean isEmpty() {
            return lost.isEmpty() && sent.isEmpty() && stale.isEmpty();
        }

        Set<Long> staleChunks() {
            Set<Long> chunks = new HashSet<>();
            stale.forEach(turn -> chunks.add(turn.chunk));
            return chunks;
        }

        /** Whether this is a chunk that is gone, and mails of it may have left. */
        boolean holds(Note.Begun begun) {
            if (byPlan.isEmpty()) {
                sent.forEach(turn -> byPlan.computeIfAbsent(turn.plan, plan -> new HashSet<>())
                        .add(turn.chunk));
            }
            return byPlan.getOrDefault(begun.id(), Set.of()).contains(begun.chunk());
        }

        /** Every note that an answer answers. */
        List<UUID> notes() {
            List<UUID> notes = new ArrayList<>();
            lost.forEach(planning -> notes.add(planning.id));
            sent.forEach(turn -> notes.add(turn.id));
            stale.forEach(turn -> notes.add(turn.id));
            return notes;
        }

        /** The chunk of a claim; null if its planning is older than what is kept. */
        @Nullable
        Chunk chunk(Turn turn) {
            Planning planning = plannings.get(turn.plan);
            return planning == null ? null : planning.chunks.get(turn.chunk);
        }
    }
}
