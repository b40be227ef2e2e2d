package barid.article.comparison;

import barid.article.comparison.Difference.Detail;
import barid.article.comparison.Difference.Op;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

class ComparisonTest {
    /** {@code -deleted-} and {@code +inserted+} among what stayed. */
    private static String marked(Difference difference) {
        return difference.parts().stream()
                .map(part -> switch (part.op()) {
                    case EQUAL -> part.text();
                    case DELETE -> "-" + part.text() + "-";
                    case INSERT -> "+" + part.text() + "+";
                })
                .collect(Collectors.joining());
    }

    private static String side(Difference difference, Op left) {
        return difference.parts().stream()
                .filter(part -> part.op() != left)
                .map(Difference.Part::text)
                .collect(Collectors.joining());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "en | Rivers rise | Rivers fall | Rivers -rise-+fall+",
                "en | Rivers rise | Rivers rise | Rivers rise",
                "en | Rivers rise | Rivers rise fast | Rivers rise+ fast+",
                "en | Rivers rise fast | Rivers fast | Rivers -rise -fast",
                "en | It isn't so | It is so | It -isn't-+is+ so",
                "en | ten new ships | two old ships | -ten new-+two old+ ships",
                "en | costs 1,000.50 | costs 1,000.60 | costs -1,000.50-+1,000.60+",
                "fr | l’été arrive | l’hiver arrive | -l’été-+l’hiver+ arrive",
                "ar | ارتفع منسوب النهر | انخفض منسوب النهر | -ارتفع-+انخفض+ منسوب النهر",
                "ar | كتب الطالب الدرس | كَتَبَ الطالب الدرس | -كتب-+كَتَبَ+ الطالب الدرس",
                "ar | الماء، والهواء | الماء، والنار | الماء، -والهواء-+والنار+",
                "ja | 川が増水した | 川が減水した | 川が-増水-+減水+した"
            })
    void textsAreComparedByTheWordsOfTheirLanguage(String language, String from, String to, String expected) {
        assertThat(marked(Comparison.ofText(language, from, to))).isEqualTo(expected);
    }

    @Test
    void htmlIsComparedAsItReads() {
        Difference difference = Comparison.ofHtml(
                "en",
                "<h2>Water</h2><p>The <b>river</b> rose.</p><ul><li>One</li><li>Two</li></ul>",
                "<h2>Water</h2><p>The river fell.</p><ul><li>One</li><li>Two</li><li>Three</li></ul>");

        assertThat(marked(difference)).isEqualTo("Water\nThe river -rose-+fell+.\nOne\nTwo+\nThree+");
        assertThat(difference.markupOnly()).isFalse();
    }

    @Test
    void markupThatAloneDiffersIsSaid() {
        Difference difference = Comparison.ofHtml("en", "<p>The <b>river</b></p>", "<p>The <em>river</em></p>");

        assertThat(difference.changed()).isTrue();
        assertThat(difference.markupOnly()).isTrue();
        assertThat(marked(difference)).isEqualTo("The river");
        assertThat(Comparison.ofHtml("en", "<p>x</p>", "<p>x</p>").changed()).isFalse();
    }

    @Test
    void aPictureIsComparedByWhatItShows() {
        assertThat(marked(Comparison.ofHtml(
                        "en", "<p><img src=\"/media/a.png\" alt=\"A ship\"></p>", "<p><img alt=\"A boat\"></p>")))
                .isEqualTo("[A -ship-+boat+]");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 20, 4_000})
    void theLargestTextsThatDifferWhollyAreComparedInBoundedTime(int wordsInABlock) {
        String from = "<p>Start</p>" + prose(new Random(1), "abcdef", wordsInABlock) + "<p>End</p>";
        String to = "<p>Start</p>" + prose(new Random(2), "uvwxyz", wordsInABlock) + "<p>End</p>";

        Difference difference =
                assertTimeoutPreemptively(Duration.ofSeconds(20), () -> Comparison.ofHtml("en", from, to));

        assertThat(difference.detail()).isNotEqualTo(Detail.WORD);
        assertThat(side(difference, Op.INSERT)).isEqualTo(String.join("\n", ReadableText.blocks(from)));
        assertThat(side(difference, Op.DELETE)).isEqualTo(String.join("\n", ReadableText.blocks(to)));
        assertThat(difference.parts().getFirst().op()).isEqualTo(Op.EQUAL);
        assertThat(difference.parts().getLast().op()).isEqualTo(Op.EQUAL);
    }

    @Test
    void aWordInALongTextIsFoundByWord() {
        String from = prose(new Random(3), "abcdef", 50);
        String to = from.replaceFirst("<p>[a-f]+", "<p>changed");

        Difference difference = Comparison.ofHtml("en", from, to);

        assertThat(difference.detail()).isEqualTo(Detail.WORD);
        assertThat(difference.parts()).hasSize(3);
        assertThat(difference.parts().get(1).text()).isEqualTo("changed");
    }

    @Test
    void partsAlwaysMakeUpBothTexts() {
        Random random = new Random(4);
        for (int i = 0; i < 300; i++) {
            String from = small(random);
            String to = small(random);
            Difference difference = Comparison.ofText("ar", from, to);
            assertThat(side(difference, Op.INSERT)).isEqualTo(from);
            assertThat(side(difference, Op.DELETE)).isEqualTo(to);
            assertThat(difference.changed()).isEqualTo(!from.equals(to));
        }
    }

    private static String small(Random random) {
        return IntStream.range(0, 1 + random.nextInt(12))
                .mapToObj(i -> new String[] {"ماء", "نار", "هواء", "تراب"}[random.nextInt(4)])
                .collect(Collectors.joining(random.nextBoolean() ? " " : "\n"));
    }

    /** About a mebibyte of paragraphs. */
    private static String prose(Random random, String letters, int wordsInABlock) {
        StringBuilder html = new StringBuilder();
        while (html.length() < (1 << 20) - 50 * wordsInABlock) {
            html.append("<p>");
            for (int i = 0; i < wordsInABlock; i++) {
                html.append(i == 0 ? "" : " ");
                for (int letter = 0; letter < 3 + random.nextInt(6); letter++) {
                    html.append(letters.charAt(random.nextInt(letters.length())));
                }
            }
            html.append("</p>");
        }
        return html.toString();
    }
}
