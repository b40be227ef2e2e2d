package barid.kit.site;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class LanguagesTest {
    @ParameterizedTest
    @CsvSource({"ar,ar", "EN,en", "pt-br,pt-BR", "zh-hant-tw,zh-Hant-TW", "ur,ur"})
    void tagsAreStoredInTheirCanonicalForm(String given, String canonical) {
        assertThat(Languages.canonical(given)).contains(canonical);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "xx",
                "english",
                "en-XX",
                "en-Abcd",
                "en-u-nu-latn",
                "x-private",
                "de-1996",
                "all",
                "api",
                "en_US",
                "en us"
            })
    void unknownAndReservedTagsAreNone(String tag) {
        assertThat(Languages.canonical(tag)).isEmpty();
    }

    @Test
    void languagesAreCalledByTheirOwnNamesAndRunTheirOwnWay() {
        assertThat(Languages.ownName("ar")).isEqualTo("العربية");
        assertThat(Languages.ownName("fr")).isEqualTo("Français");
        assertThat(Languages.direction("ur")).isEqualTo("rtl");
        assertThat(Languages.direction("fr")).isEqualTo("ltr");
    }
}
