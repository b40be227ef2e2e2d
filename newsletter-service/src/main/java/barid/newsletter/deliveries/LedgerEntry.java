package barid.newsletter.deliveries;

import java.time.Instant;
import java.util.List;

/** Something to be written about a chunk. */
sealed interface LedgerEntry {
    ClaimedChunk chunk();

    record Answered(ClaimedChunk chunk, Outcome outcome) implements LedgerEntry {}

    /** The next deliveries are wanted, {@code limit} at most. */
    record Wants(ClaimedChunk chunk, int limit, ChunkSource source) implements LedgerEntry {}

    /** It is given back; {@code unsent} were marked and not begun. */
    record Finished(ClaimedChunk chunk, List<Marked> unsent, Instant again, String reason) implements LedgerEntry {}
}
