package barid.article.search;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SearchQueryTest {
    private static String found(String q) {
        return SearchQuery.of("en", q).found(Matching.ALL);
    }

    @Test
    void aPhraseKeepsTheDistanceOfItsWords() {
        assertThat(found("\"ministry of health\"")).isEqualTo("(('en=ministry' <2> 'en=health'))");
        assertThat(found("« ministry of health")).isEqualTo("(('en=ministry' <2> 'en=health'))");
    }

    @Test
    void aMinusTakesAWordAway() {
        assertThat(found("health -war")).isEqualTo("((('en~health'))) & !(('en~war'))");
        assertThat(SearchQuery.of("en", "-war").isEmpty()).isTrue();
        assertThat(found("well-being")).doesNotContain("!");
    }

    @Test
    void signsOfOtherQueryLanguagesAreGaps() {
        assertThat(found("health & | ! : * ( ) <-> water")).isEqualTo("((('en~health')) & (('en~water')))");
        assertThat(SearchQuery.of("en", "\u0000 \u200f & !!").isEmpty()).isTrue();
    }

    @Test
    void aWordReplacedLeavesTheRestAsItWasTyped() {
        SearchQuery query = SearchQuery.of("en", "World helth \"day\"");
        Token typed = query.words().get(1);
        assertThat(query.with(java.util.List.of(new SearchQuery.Replacement(typed, "health")))
                        .text())
                .isEqualTo("World health \"day\"");
    }
}
