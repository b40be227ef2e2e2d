package barid.newsletter.editions;

import io.helidon.config.Config;

import java.time.Duration;

/**
 * How editions are planned.
 *
 * @param collectingWindow what arrives within it goes out together to immediate readers, when it closes
 * @param immediateLifetime how long an immediate edition may still be tried
 * @param batch readers planned in one transaction
 * @param chunkSize deliveries leased together; at most what a lane sends in 10 seconds
 * @param spread within it after the hour the mails of an edition leave, evenly; zero: as fast as they can
 */
public record EditionSettings(
        Duration collectingWindow,
        Duration immediateLifetime,
        int batch,
        int chunkSize,
        Duration poll,
        Duration spread) {
    /** Reads the {@code editions} block. */
    public static EditionSettings from(Config config) {
        return new EditionSettings(
                duration(config, "collecting-window", Duration.ofMinutes(10)),
                duration(config, "immediate-lifetime", Duration.ofHours(24)),
                config.get("batch").asInt().orElse(500),
                config.get("chunk-size").asInt().orElse(500),
                duration(config, "poll", Duration.ofSeconds(1)),
                duration(config, "spread", Duration.ZERO));
    }

    private static Duration duration(Config config, String key, Duration otherwise) {
        return config.get(key).as(Duration.class).orElse(otherwise);
    }
}
