package barid.article.search;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;

class AnalyserTest {
    private static List<Token> words(String language, String text) {
        return Analyser.of(language).text(text, 1, 1000);
    }

    private static Set<String> stems(String language, String word) {
        return words(language, word).getFirst().stems();
    }

    @ParameterizedTest
    @CsvSource({
        "ar, الوزارة, وِزَارَة",
        "ar, والوزارات, وزارة",
        "ar, مسئول, المسؤولون",
        "ar, رييس, الرئيس",
        "ar, ٱلأمن, امن",
        "ar, مستشفي, المستشفيات",
        "ar, لمنظمة, المنظمات",
        "ar, وللصحة, صحه",
        "ar, الوالدة, والدة",
        "ar, والفن, فن",
        "fr, l’hôpital, HOPITAUX",
        "fr, œuvres, oeuvre",
        "fr, européennes, européen",
        "fr, journaux, journal",
        "en, countries, country",
        "en, vaccinated, vaccinations",
        "en, children, child",
        "en, WHO's, who",
        "en, organisations, organization",
        "en, U.N., UN",
        "es, niños, nino",
        "ur, ہسپتال, هسپتال",
        "de, Straße, STRASSE"
    })
    void formsOfAWordHaveAStemInCommon(String language, String one, String other) {
        assertThat(stems(language, one)).containsAnyElementsOf(stems(language, other));
    }

    @ParameterizedTest
    @CsvSource({
        "en, organ, organization",
        "en, intern, international",
        "en, policy, police",
        "ar, مدرسة, مدير",
        "ru, мои, мой",
        "hi, कि, की"
    })
    void otherWordsHaveNone(String language, String one, String other) {
        assertThat(stems(language, one)).doesNotContainAnyElementsOf(stems(language, other));
    }

    @Test
    void aMinistryIsNoVisitToWhoeverAsks() {
        Set<String> visited = stems("ar", "زار");
        assertThat(stems("ar", "وزارة")).containsAnyElementsOf(visited);
        Analyser analyser = Analyser.of("ar");
        assertThat(analyser.question("وزارة", true).getFirst().stems()).doesNotContainAnyElementsOf(visited);
        assertThat(analyser.question("وزارة", false).getFirst().stems()).containsAnyElementsOf(visited);
    }

    @Test
    void aWordStandsOnItsOriginalLetters() {
        String text = "أعلنت وِزَارَةُ الصِّحَّةِ";
        assertThat(words("ar", text))
                .extracting(token -> text.substring(token.start(), token.end()))
                .containsExactly("أعلنت", "وِزَارَةُ", "الصِّحَّةِ");
    }

    @Test
    void functionWordsAreNotIndexedButKeepTheirPlace() {
        assertThat(words("en", "Ministry of the Health"))
                .extracting(token -> token.position() + token.form())
                .containsExactly("1ministry", "4health");
    }

    @Test
    void wordsThatAHyphenJoinsAreAlsoOne() {
        assertThat(words("en", "co-operation on COVID-19"))
                .extracting(Token::form)
                .containsExactly("cooperation", "co", "operation", "covid19", "covid", "19");
    }

    @Test
    void whereNoSpacePartsTheWordsPairsOfSignsAreIndexed() {
        assertThat(words("zh", "世界卫生")).extracting(Token::form).containsExactly("世界", "界卫", "卫生");
        assertThat(words("th", "องค์การอนามัยโลก")).hasSize(3);
    }

    @Test
    void noTextIsTooStrangeOrTooLong() {
        String strange = "\ud800\udc00 \u200f\u202e ' \\ : & | ! * ( ) \u0000 \ufffd a'b\\c " + "x".repeat(5000)
                + " \ud83d\ude00";
        assertThat(words("ar", strange)).allMatch(token -> token.form().length() <= 60);
        SearchDocument document = SearchDocument.of(
                "ar", strange, strange, List.of(strange), "<p>" + "كلمة وكلمات ".repeat(60_000) + "</p>");
        assertThat(document.vector().length()).isLessThan(1_000_000);
    }
}
