package barid.kit.tracing;

import io.helidon.config.Config;

import java.net.URI;

/**
 * Where traces go.
 *
 * @param endpoint of a collector, for OTLP over HTTP
 * @param ratio the part of those writes that is traced of which the caller has not decided, 0 to 1
 * @param queue spans that wait while the collector does not answer; further ones are dropped
 */
record TracingSettings(URI endpoint, double ratio, int queue) {
    private static final int LARGEST_QUEUE = 100_000;

    TracingSettings {
        if (endpoint.getHost() == null
                || !("http".equals(endpoint.getScheme()) || "https".equals(endpoint.getScheme()))) {
            throw new IllegalArgumentException("tracing.endpoint is an http or https URL, not " + endpoint);
        }
        if (!(ratio >= 0 && ratio <= 1)) {
            throw new IllegalArgumentException("tracing.ratio lies between 0 and 1, so it is not " + ratio);
        }
        if (queue < 1 || queue > LARGEST_QUEUE) {
            throw new IllegalArgumentException("tracing.queue lies between 1 and " + LARGEST_QUEUE + ", not " + queue);
        }
    }

    static TracingSettings from(Config config) {
        return new TracingSettings(
                URI.create(config.get("endpoint").asString().get()),
                config.get("ratio").asDouble().orElse(1.0),
                config.get("queue").asInt().orElse(2048));
    }
}
