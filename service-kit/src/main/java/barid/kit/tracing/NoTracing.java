package barid.kit.tracing;

import java.time.Instant;
import java.util.Collection;
import java.util.Optional;

/** Tells nothing. */
final class NoTracing implements Tracing {
    @Override
    public boolean on() {
        return false;
    }

    @Override
    public Work request(String name, Optional<String> traceparent) {
        return NoWork.INSTANCE;
    }

    @Override
    public Work own(String name) {
        return NoWork.INSTANCE;
    }

    @Override
    public Work caused(String name, Collection<String> writes) {
        return NoWork.INSTANCE;
    }

    @Override
    public Work caused(String name, Collection<String> writes, Instant since) {
        return NoWork.INSTANCE;
    }

    @Override
    public void close() {}
}
