package barid.kit.config;

import barid.kit.Await;
import barid.kit.http.Tokens;
import io.helidon.config.Config;
import io.helidon.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ServiceSettingsTest {
    private static final String DEFAULTS = "barid/kit/config/defaults.yaml";

    private static final Duration NEVER = Duration.ofHours(1);

    @TempDir
    Path folder;

    @Test
    void theFirstFileThatNamesAKeyWinsAndTheDefaultsFillTheRest() throws IOException {
        Path first = file("first.yaml", "server:\n  port: 1\n");
        Path second = file("second.yaml", "server:\n  port: 2\n  host: second\n");

        Config config = ServiceSettings.of(DEFAULTS, first + ", " + second, NEVER);

        assertThat(config.get("server.port").asInt().get()).isEqualTo(1);
        assertThat(config.get("server.host").asString().get()).isEqualTo("second");
        assertThat(config.get("server.backlog").asInt().get()).isEqualTo(9);
    }

    @Test
    void tokensOfAFileCountWhereTheDefaultsOnlyNameTheList() throws IOException {
        Path tokens = file(
                "tokens.yaml",
                "tokens:\n  - name: press\n    sha256: " + Tokens.hash("secret") + "\n    scopes: [write]\n");

        Config config = ServiceSettings.of(DEFAULTS, tokens.toString(), NEVER);

        assertThat(Tokens.from(config.get("tokens")).find("secret")).isPresent();
    }

    @Test
    void aTokenIsReplacedWhileTheServiceRunsAndAListThatCannotBeReadChangesNothing() throws IOException {
        Path file = file("tokens.yaml", list("old"));
        Tokens tokens = Tokens.from(ServiceSettings.of(DEFAULTS, file.toString(), Duration.ofMillis(20))
                .get("tokens"));
        assertThat(tokens.find("old")).isPresent();

        replace(file, list("old", "new"));
        Await.until("both count", () -> tokens.find("new").isPresent());
        assertThat(tokens.find("old")).isPresent();

        replace(file, list("new"));
        Await.until("the old one is out", () -> tokens.find("old").isEmpty());

        replace(file, list("newest").replace("write", "wrong"));
        replace(file, list("new", "last"));
        Await.until("the next list counts", () -> tokens.find("last").isPresent());
        assertThat(tokens.find("newest")).isEmpty();
        assertThat(tokens.find("new")).isPresent();
    }

    private static String list(String... secrets) {
        return Stream.of(secrets)
                .map(secret -> "  - name: press\n    sha256: " + Tokens.hash(secret) + "\n    scopes: [write]\n")
                .collect(Collectors.joining("", "tokens:\n", ""));
    }

    /** As a mounted Secret changes: at once and whole. */
    private void replace(Path file, String content) throws IOException {
        Path fresh = file("fresh.yaml", content);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void aFileThatIsNamedMustBeThere() {
        assertThatThrownBy(() -> ServiceSettings.of(
                        DEFAULTS, folder.resolve("missing.yaml").toString(), NEVER))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("missing.yaml");
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }
}
