package barid.kit.config;

import io.helidon.config.Config;
import io.helidon.config.ConfigSources;
import io.helidon.config.spi.ConfigSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Where a service that runs alone finds its settings. */
public final class ServiceSettings {
    /** The environment variable that names settings files, separated by commas. */
    public static final String FILES = "BARID_CONFIG";

    private ServiceSettings() {}

    /**
     * The environment, then the files that {@value #FILES} names, then the packaged file {@code defaults}: of each key the
     * first that has it counts. A file that is named must be there.
     */
    public static Config of(String defaults) {
        return of(defaults, System.getenv().getOrDefault(FILES, ""));
    }

    static Config of(String defaults, String files) {
        List<Supplier<? extends ConfigSource>> sources = new ArrayList<>();
        sources.add(ConfigSources.environmentVariables());
        for (String file : files.split(",", -1)) {
            if (!file.isBlank()) {
                sources.add(ConfigSources.file(Path.of(file.strip())));
            }
        }
        sources.add(ConfigSources.classpath(defaults));
        return Config.builder().sources(sources).build();
    }
}
