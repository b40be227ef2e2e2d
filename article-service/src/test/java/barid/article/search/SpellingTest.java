package barid.article.search;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class SpellingTest {
    @ParameterizedTest
    @CsvSource({
        "health,health,0",
        "helth,health,1",
        "haelth,health,1",
        "acomodation,accommodation,2",
        "صجه,صحه,1",
        "ab,ba,1",
        "ca,abc,3"
    })
    void anErrorIsALetterTooManyTooFewAnotherOrTwoSwapped(String from, String to, int errors) {
        assertThat(Spelling.distance(from, to)).isEqualTo(errors);
        assertThat(Spelling.distance(to, from)).isEqualTo(errors);
    }

    @Test
    void neighboursAreAtOneErrorsDistanceInTheLettersOfTheLanguage() {
        assertThat(Spelling.neighbours("en", "helth"))
                .contains("health", "heth", "hetlh", "delth")
                .doesNotContain("helth");
        assertThat(Spelling.neighbours("ar", "صجه"))
                .contains("صحه")
                .allMatch(word -> Spelling.distance(word, "صجه") == 1);
    }

    @Test
    void aSuggestionIsWrittenAsReadersWriteAndLeavesTheArticleOut() {
        String text = "الصِّحَّةُ";
        Token token = Analyser.of("ar").text(text, 1, 9).getFirst();
        assertThat(Spelling.word("ar", token, text)).hasValue(new Spelling.Word("صحه", "صحة"));
        Token french = Analyser.of("fr").text("Hôpital", 1, 9).getFirst();
        assertThat(Spelling.word("fr", french, "Hôpital")).hasValue(new Spelling.Word("hopital", "hôpital"));
    }
}
