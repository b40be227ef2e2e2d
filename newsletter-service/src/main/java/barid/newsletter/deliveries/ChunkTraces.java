package barid.newsletter.deliveries;

import barid.kit.tracing.Tracing;
import barid.kit.tracing.Work;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;

/** Tells of each chunk's sending in the traces of the writes that its mails bring. */
final class ChunkTraces {
    private static final Logger LOG = LoggerFactory.getLogger(ChunkTraces.class);

    private final ChunkWriteStore writes;
    private final Tracing tracing;

    ChunkTraces(ChunkWriteStore writes, Tracing tracing) {
        this.writes = writes;
        this.tracing = tracing;
    }

    ChunkTraces to(Tracing other) {
        return new ChunkTraces(writes, other);
    }

    /** One look at the database for a whole chunk, and none unless traces are on. */
    Work begin(ClaimedChunk chunk) {
        return tracing.caused("send mails", tracing.on() ? writes(chunk) : List.of())
                .tell("barid.edition", chunk.edition().toString())
                .tell("barid.chunk", chunk.id())
                .tell("barid.lane", chunk.lane());
    }

    /** A chunk that is claimed is sent, traced or not. */
    private List<String> writes(ClaimedChunk chunk) {
        try {
            return writes.of(chunk.id());
        } catch (RuntimeException e) {
            LOG.warn("Chunk {} is sent untraced: {}", chunk.id(), e.toString());
            return List.of();
        }
    }
}
