package barid.newsletter.journal;

import io.helidon.dbclient.DbExecute;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Sums up by edition what a database lacks, for the operator who is asked. */
final class Findings {
    private static final class Sum {
        final Mailing edition;
        long planned;
        long claimed;
        Instant first = Instant.MAX;
        Instant last = Instant.MIN;

        Sum(Mailing edition) {
            this.edition = edition;
        }

        void at(Instant instant) {
            first = instant.isBefore(first) ? instant : first;
            last = instant.isAfter(last) ? instant : last;
        }
    }

    private final Map<UUID, Sum> sums = new LinkedHashMap<>();

    private Findings() {}

    /** {@code again}: how many would be mailed again of what is gone. */
    static Found of(Told.Missing missing, long again, DbExecute db, JournalStore store) {
        Findings findings = new Findings();
        missing.lost.forEach(findings::planned);
        findings.claimed(missing, missing.sent);
        findings.claimed(missing, missing.stale);
        Instant first = findings.sums.values().stream()
                .map(sum -> sum.first)
                .min(Comparator.naturalOrder())
                .orElse(Instant.EPOCH);
        Instant last = findings.sums.values().stream()
                .map(sum -> sum.last)
                .max(Comparator.naturalOrder())
                .orElse(Instant.EPOCH);
        return new Found(
                findings.sums.values().stream()
                        .sorted(Comparator.comparing((Sum sum) -> sum.first))
                        .map(sum -> new Found.Edition(
                                sum.edition.id(),
                                sum.edition.cadence(),
                                sum.edition.period(),
                                sum.planned,
                                sum.claimed,
                                sum.first,
                                sum.last))
                        .toList(),
                again + store.open(db, missing.staleChunks()),
                first,
                last);
    }

    private void planned(Told.Planning planning) {
        for (Told.Chunk chunk : planning.chunks.values()) {
            Sum sum = sum(chunk);
            sum.planned += chunk.size();
            sum.at(planning.at);
        }
    }

    /** Each chunk once, however often it was claimed. */
    private void claimed(Told.Missing missing, Iterable<Told.Turn> turns) {
        Set<Long> counted = new HashSet<>();
        for (Told.Turn turn : turns) {
            Told.@Nullable Chunk chunk = missing.chunk(turn);
            if (chunk != null) {
                Sum sum = sum(chunk);
                sum.at(turn.at);
                if (counted.add(turn.chunk)) {
                    sum.claimed += chunk.size();
                }
            }
        }
    }

    private Sum sum(Told.Chunk chunk) {
        return sums.computeIfAbsent(chunk.edition().id(), id -> new Sum(chunk.edition()));
    }
}
