package barid.kit.config;

import io.helidon.config.Config;
import io.helidon.config.ConfigSources;
import io.helidon.config.PollingStrategies;
import io.helidon.config.spi.ConfigSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Where a service that runs alone finds its settings. */
public final class ServiceSettings {
    /** The environment variable that names settings files, separated by commas. */
    public static final String FILES = "BARID_CONFIG";

    private ServiceSettings() {}

    private static final Duration LOOK = Duration.ofSeconds(10);

    /**
     * The environment, then the files that {@value #FILES} names, then the packaged file {@code defaults}: of each key the
     * first that has it counts. A file that is named must be there; whoever asked is told when one changes.
     */
    public static Config of(String defaults) {
        return of(defaults, System.getenv().getOrDefault(FILES, ""), LOOK);
    }

    /** {@code look}: how often is looked whether a file has changed. */
    static Config of(String defaults, String files, Duration look) {
        List<Supplier<? extends ConfigSource>> sources = new ArrayList<>();
        sources.add(ConfigSources.environmentVariables());
        for (String file : files.split(",", -1)) {
            if (!file.isBlank()) {
                sources.add(ConfigSources.file(Path.of(file.strip()))
                        .pollingStrategy(PollingStrategies.regular(look).build())
                        .build());
            }
        }
        sources.add(ConfigSources.classpath(defaults));
        return Config.builder().sources(sources).build();
    }
}
