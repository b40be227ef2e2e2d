package barid.kit.tracing;

import io.helidon.config.Config;

import java.time.Instant;
import java.util.Collection;
import java.util.Optional;

/** What a service instance tells of its work to a collector; nothing unless it is configured. */
public interface Tracing extends AutoCloseable {
    /** Tells nothing. */
    Tracing OFF = new NoTracing();

    /**
     * Reads the {@code tracing} block: {@code endpoint}, {@code ratio}, {@code queue}; without an endpoint {@link #OFF}.
     *
     * @throws IllegalArgumentException if a setting is none
     */
    static Tracing from(String service, Config config) {
        return config.get("endpoint").asString().orElse("").isBlank()
                ? OFF
                : OtlpTracing.open(service, TracingSettings.from(config));
    }

    /** Whether anything is told; what only serves traces is not worth doing otherwise. */
    boolean on();

    /** Begins to answer a request, in the caller's trace if it has one (a valid {@code traceparent}), else in a new one. */
    Work request(String name, Optional<String> traceparent);

    /** Begins work that nobody asks for at the moment, in a trace of its own. */
    Work own(String name);

    /** Begins work that follows from writes, in the trace of each; {@code writes} are their contexts ({@code traceparent}). */
    Work caused(String name, Collection<String> writes);

    /** {@link #caused(String, Collection)} of work that began at {@code since}. */
    Work caused(String name, Collection<String> writes, Instant since);

    /** Sends what is left, for a short time. */
    @Override
    void close();
}
