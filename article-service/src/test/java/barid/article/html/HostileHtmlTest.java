package barid.article.html;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/** What those who wish readers ill send, and what those send who do not. */
class HostileHtmlTest {
    private static final Sanitiser SANITISER = new Sanitiser(new Links(URI.create("https://news.example.org")));
    private static final int MEBIBYTE = 1 << 20;

    static List<Cases.Case> hostile() {
        return Cases.hostile();
    }

    static List<Cases.Case> good() {
        return Cases.good();
    }

    @Test
    void theCorpusIsWholeAndEveryCaseHasANameOfItsOwn() {
        assertThat(hostile()).hasSizeGreaterThanOrEqualTo(240);
        assertThat(hostile()).extracting(Cases.Case::name).doesNotHaveDuplicates();
        assertThat(hostile())
                .extracting(Cases.Case::html)
                .doesNotHaveDuplicates()
                .doesNotContain("");
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void onlyTheAllowListComesThrough(Cases.Case attack) {
        assertThat(Allowed.breaches(SANITISER.sanitise(attack.html()).html())).isEmpty();
    }

    /** Else the test above would prove nothing. */
    @Test
    void theListSeesWhatIsNotOnIt() {
        assertThat(hostile().stream()
                        .filter(attack -> !Allowed.breaches(attack.html()).isEmpty()))
                .hasSizeGreaterThan(300);
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void sanitisingTwiceEqualsOnce(Cases.Case attack) {
        String once = SANITISER.sanitise(attack.html()).html();
        assertThat(SANITISER.sanitise(once).html()).isEqualTo(once);
        assertThat(SANITISER.sanitise(once).removed()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void whatWasTakenOutIsNamedBriefly(Cases.Case attack) {
        assertThat(SANITISER.sanitise(attack.html()).removed())
                .hasSizeLessThanOrEqualTo(100)
                .allSatisfy(name -> assertThat(name).isNotBlank().hasSizeLessThanOrEqualTo(50));
    }

    @ParameterizedTest
    @MethodSource("good")
    void whatEditorsWriteStaysToTheLetter(Cases.Case text) {
        var result = SANITISER.sanitise(text.html());
        assertThat(result.html()).isEqualTo(text.html());
        assertThat(result.removed()).isEmpty();
        assertThat(Allowed.breaches(result.html())).isEmpty();
    }

    /** Pieces of all cases, good and bad, put together by chance. */
    @Test
    void anyMixtureIsSafeAndAtRest() {
        List<String> pieces = new ArrayList<>();
        for (List<Cases.Case> cases : List.of(hostile(), good())) {
            cases.stream()
                    .filter(text -> text.html().length() < 2000)
                    .forEach(text -> pieces.addAll(List.of(text.html().split("(?=<)|(?<=>)"))));
        }
        Random random = new Random(11);
        int mixtures = Boolean.getBoolean("barid.long") ? 200_000 : 4_000;
        for (int i = 0; i < mixtures; i++) {
            StringBuilder html = new StringBuilder();
            for (int n = random.nextInt(16); n >= 0; n--) {
                html.append(pieces.get(random.nextInt(pieces.size())));
            }
            String once = SANITISER.sanitise(html.toString()).html();
            assertThat(SANITISER.sanitise(once).html()).as(html.toString()).isEqualTo(once);
            assertThat(Allowed.breaches(once)).as(html.toString()).isEmpty();
        }
    }

    /**
     * A mebibyte of what is worst for parsers: each would take minutes, or all memory, if its cost grew with the square of
     * its length.
     */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "deep | | <div>",
                "unknown elements, then ends of others | <x> | </y>",
                "open elements, then ends of others | <b> | </i>",
                "cells that open again what was left open | <table><tr> | <td><b>x",
                "the same after much that is harmless | <hr> | <tr><td><b><i>x",
                "one element of very many attributes | <p  | lang=a ",
                "frames in one figure | <figure> | <iframe src=https://youtu.be/dQw4w9WgXcQ></iframe>",
                "references without an end | | &#x",
                "brackets | | <",
                "unclosed values | | <a b=\"",
                "figures | | <figure>x</figure>",
                "misnested | | <b><i></b><u></i><s></u></s>",
                "items that open again what was left open | | <ul><li><b><i><u><s>x</li><li>x</li>"
            })
    @Timeout(value = 20, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aMebibyteOfTheWorstTakesSeconds(String name, String first, String then) {
        String start = first == null ? "" : first;
        String html = (start.startsWith("<table") || start.startsWith("<figure") || start.startsWith("<p")
                        ? start
                        : start.repeat(MEBIBYTE / 2 / Math.max(1, start.length())))
                + then.repeat(MEBIBYTE / 2 / then.length());
        assertThat(html.length()).isLessThanOrEqualTo(MEBIBYTE);
        assertThat(SANITISER.sanitise(html).html().length()).isLessThan(12 * MEBIBYTE);
    }

    @Test
    void nestingWithoutEndKeepsTheWords() {
        String html = "<div>".repeat(10_000) + "kept" + "</div>".repeat(10_000) + "<p>after</p>";
        var result = SANITISER.sanitise(html);
        assertThat(result.html()).contains("kept").contains("<p>after</p>").hasSizeLessThan(2_000);
        assertThat(result.removed()).containsExactly("div");
    }

    @Test
    void tagsThatCannotBePutRightLeaveTheWordsInParagraphs() {
        String html =
                "<ul><li>" + "<b>".repeat(250) + "one &amp; {{a}} <script>xss()</script>two</li><li>".repeat(2_000);
        var result = SANITISER.sanitise(html);
        assertThat(result.removed()).contains("misnested");
        assertThat(result.html())
                .startsWith("<p>one &amp; &#123;{a}} two</p><p>one &amp; &#123;{a}} two</p>")
                .doesNotContain("xss");
        assertThat(SANITISER.sanitise(result.html()).html()).isEqualTo(result.html());
    }
}
