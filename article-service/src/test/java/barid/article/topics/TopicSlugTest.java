package barid.article.topics;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class TopicSlugTest {
    @ParameterizedTest
    @CsvSource({
        "Health, health",
        "Santé & bien-être, sante-bien-etre",
        "الصحة, alsht",
        "Здоровье, zdorove",
        "保健, bao-jian",
        "feed, feed-topic"
    })
    void anyScriptBecomesAscii(String name, String slug) {
        assertThat(TopicSlug.of(name)).contains(slug);
        assertThat(TopicSlug.wellFormed(slug)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Health", "a b", "a--b", "-a", "a-", "صحة", "all", ""})
    void anythingElseIsNoSlug(String slug) {
        assertThat(TopicSlug.wellFormed(slug)).isFalse();
    }
}
