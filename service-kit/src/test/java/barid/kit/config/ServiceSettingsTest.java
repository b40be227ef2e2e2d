package barid.kit.config;

import barid.kit.http.Tokens;
import io.helidon.config.Config;
import io.helidon.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ServiceSettingsTest {
    private static final String DEFAULTS = "barid/kit/config/defaults.yaml";

    @TempDir
    Path folder;

    @Test
    void theFirstFileThatNamesAKeyWinsAndTheDefaultsFillTheRest() throws IOException {
        Path first = file("first.yaml", "server:\n  port: 1\n");
        Path second = file("second.yaml", "server:\n  port: 2\n  host: second\n");

        Config config = ServiceSettings.of(DEFAULTS, first + ", " + second);

        assertThat(config.get("server.port").asInt().get()).isEqualTo(1);
        assertThat(config.get("server.host").asString().get()).isEqualTo("second");
        assertThat(config.get("server.backlog").asInt().get()).isEqualTo(9);
    }

    @Test
    void tokensOfAFileCountWhereTheDefaultsOnlyNameTheList() throws IOException {
        Path tokens = file(
                "tokens.yaml",
                "tokens:\n  - name: press\n    sha256: " + Tokens.hash("secret") + "\n    scopes: [write]\n");

        Config config = ServiceSettings.of(DEFAULTS, tokens.toString());

        assertThat(Tokens.from(config.get("tokens")).find("secret")).isPresent();
    }

    @Test
    void aFileThatIsNamedMustBeThere() {
        assertThatThrownBy(() -> ServiceSettings.of(
                        DEFAULTS, folder.resolve("missing.yaml").toString()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("missing.yaml");
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }
}
