package barid.newsletter.imports;

import io.helidon.config.Config;

import java.time.Duration;

/**
 * How files of readers are taken.
 *
 * @param batch rows of one transaction
 * @param lease a process that writes nothing for so long loses the import that it had
 * @param waits how long a file that nobody starts is kept
 * @param keeps how long an import that ended is listed, with its report
 */
public record ImportSettings(int batch, Duration lease, Duration waits, Duration keeps, Duration poll) {
    /** Reads the {@code imports} block. */
    public static ImportSettings from(Config config) {
        return new ImportSettings(
                config.get("batch").asInt().orElse(1000),
                config.get("lease").as(Duration.class).orElse(Duration.ofSeconds(30)),
                config.get("waits").as(Duration.class).orElse(Duration.ofDays(7)),
                config.get("keeps").as(Duration.class).orElse(Duration.ofDays(90)),
                config.get("poll").as(Duration.class).orElse(Duration.ofSeconds(1)));
    }
}
