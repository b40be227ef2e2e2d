package barid.feed.publishing;

import barid.kit.tracing.Tracing;
import barid.kit.tracing.Work;

import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/** Tells of each render in the traces of the writes that it shows first. */
final class RenderTraces {
    private final FeedStore store;
    private final Tracing tracing;

    RenderTraces(FeedStore store, Tracing tracing) {
        this.store = store;
        this.tracing = tracing;
    }

    /**
     * Begins a render.
     *
     * @param after the position up to which this process has shown the feed before; empty: nothing in it is news
     * @param since when its state began to be read
     */
    Work begin(FeedState state, OptionalLong after, Instant since) {
        List<String> writes = tracing.on() && after.isPresent()
                ? store.writes(state.feed(), after.getAsLong(), state.position())
                : List.of();
        return tracing.caused("render feed", writes, since)
                .tell("barid.feed", state.feed().text())
                .tell("barid.position", state.position());
    }
}
