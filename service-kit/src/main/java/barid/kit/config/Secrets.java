package barid.kit.config;

import io.helidon.config.Config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads secrets from files or, for trials, from the configuration itself. */
public final class Secrets {
    private Secrets() {}

    /**
     * The secret named {@code key}: the content of the file that {@code <key>-file} names, else the value of {@code key}.
     *
     * @throws IllegalStateException if neither is set
     */
    public static String read(Config config, String key) {
        Config file = config.get(key + "-file");
        if (file.exists()) {
            try {
                return Files.readString(Path.of(file.asString().get())).strip();
            } catch (IOException e) {
                throw new UncheckedIOException("the file named by " + file.key() + " cannot be read", e);
            }
        }
        return config.get(key)
                .asString()
                .asOptional()
                .orElseThrow(
                        () -> new IllegalStateException("set " + config.get(key).key() + " or "
                                + config.get(key + "-file").key()));
    }
}
