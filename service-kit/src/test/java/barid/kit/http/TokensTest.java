package barid.kit.http;

import io.helidon.config.Config;
import io.helidon.config.ConfigSources;
import org.junit.jupiter.api.Test;

import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

class TokensTest {
    private static Tokens of(Map<String, String> settings) {
        return Tokens.from(Config.just(ConfigSources.create(settings)).get("tokens"));
    }

    @Test
    void noTokenIsReadWhereTheKeyIsMissingOrHasNoValue() {
        assertThat(of(Map.of()).find("any")).isEmpty();
        assertThat(of(Map.of("tokens", "")).find("any")).isEmpty();
    }
}
