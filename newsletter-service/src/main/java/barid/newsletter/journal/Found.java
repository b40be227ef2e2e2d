package barid.newsletter.journal;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * What the journal knows and the database does not.
 *
 * @param twice how many mails go twice if the database goes on as it stands
 */
public record Found(List<Edition> editions, long twice, Instant first, Instant last) {
    /**
     * An edition of it.
     *
     * @param planned readers for whom it was planned, as far as the database lacks that
     * @param claimed readers whose mail may have left, as far as the database lacks that
     */
    public record Edition(
            UUID id, String cadence, String period, long planned, long claimed, Instant first, Instant last) {}
}
