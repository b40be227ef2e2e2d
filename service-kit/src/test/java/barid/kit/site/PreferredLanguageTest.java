package barid.kit.site;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

class PreferredLanguageTest {
    private static final List<String> AVAILABLE = List.of("ar", "en", "fr", "zh-Hans");

    private static String preferred(String header) {
        return Languages.preferred(Optional.of(header), AVAILABLE, "en");
    }

    @Test
    void theBestLikedLanguageThatThereIsWins() {
        assertThat(preferred("de, fr;q=0.8, ar;q=0.9")).isEqualTo("ar");
        assertThat(preferred("fr-CA,fr;q=0.9,en;q=0.8")).isEqualTo("fr");
        assertThat(preferred("zh")).isEqualTo("zh-Hans");
    }

    @Test
    void whatIsRefusedOrUnreadableFallsToTheDefault() {
        assertThat(preferred("ar;q=0")).isEqualTo("en");
        assertThat(preferred("*")).isEqualTo("en");
        assertThat(preferred("\u0000;;q=x")).isEqualTo("en");
        assertThat(preferred("a".repeat(10_000))).isEqualTo("en");
        assertThat(Languages.preferred(Optional.empty(), AVAILABLE, "en")).isEqualTo("en");
    }
}
