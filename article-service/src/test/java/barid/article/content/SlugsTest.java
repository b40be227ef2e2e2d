package barid.article.content;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class SlugsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Water for all | water-for-all",
                "  «L’eau», c'est la vie !  | leau-cest-la-vie",
                "الماء للجميع | الماء-للجميع",
                "المـــاء | الماء",
                "پانی سب کے لیے | پانی-سب-کے-لیے",
                "हिन्दी समाचार | हिन्दी-समाचार",
                "20 % more | 20-more"
            })
    void aNameReadsLikeItsTitleInAnyScript(String title, String slug) {
        assertThat(Slugs.of(title)).contains(slug);
        assertThat(Slugs.wellFormed(slug)).isTrue();
    }

    @Test
    void aTitleWithoutLettersGivesNoName() {
        assertThat(Slugs.of("!!! …")).isEmpty();
    }

    @Test
    void aLongTitleIsCutAtAWord() {
        assertThat(Slugs.of("word ".repeat(60)).orElseThrow())
                .hasSizeLessThanOrEqualTo(Slugs.LIMIT)
                .endsWith("-word");
        assertThat(Slugs.of("w".repeat(300)).orElseThrow()).hasSizeLessThanOrEqualTo(Slugs.LIMIT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-a", "a-", "a--b", "a b", "a/b", "api", "media", "hub", "a_b", "a%20b"})
    void whatIsNoNameIsRefused(String slug) {
        assertThat(Slugs.wellFormed(slug)).isFalse();
    }
}
