package barid.kit.service;

import io.helidon.http.Method;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Counts answers by method and status; finds each counter once, since looking one up costs more than to count. */
final class RequestCounters {
    private static final Set<Method> METHODS =
            Set.of(Method.GET, Method.HEAD, Method.POST, Method.PUT, Method.DELETE, Method.OPTIONS);

    private final MeterRegistry metrics;
    private final Map<Kind, Counter> counters = new ConcurrentHashMap<>();

    private record Kind(String method, int status) {}

    RequestCounters(MeterRegistry metrics) {
        this.metrics = metrics;
    }

    void count(Method method, int status) {
        counters.computeIfAbsent(new Kind(METHODS.contains(method) ? method.text() : "other", status), this::register)
                .increment();
    }

    private Counter register(Kind kind) {
        return Counter.builder("barid.http.requests")
                .description("Requests answered on the public port")
                .tag("method", kind.method())
                .tag("status", Integer.toString(kind.status()))
                .register(metrics);
    }
}
