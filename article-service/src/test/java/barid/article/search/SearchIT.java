package barid.article.search;

import barid.article.TestArticles;
import barid.article.site.Browser;
import barid.article.site.Translations;
import barid.kit.Await;
import barid.kit.db.TestPostgres;
import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import static barid.article.site.Translations.published;
import static org.assertj.core.api.Assertions.assertThat;

/** What a reader notices of search. */
class SearchIT {
    private static final Browser SERVER = new Browser(TestArticles.start());
    private static final Translations TRANSLATIONS = new Translations(SERVER.service());

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    private static String query(String language, String q) {
        return "language=" + language + "&q=" + URLEncoder.encode(q, StandardCharsets.UTF_8);
    }

    private static JsonNode search(String language, String q) {
        return SERVER.service()
                .get("/api/search?" + query(language, q))
                .expect(200)
                .json();
    }

    private static HttpResponse<String> page(String language, String q) {
        return SERVER.get("/" + language + "/search?q=" + URLEncoder.encode(q, StandardCharsets.UTF_8));
    }

    private static List<String> titles(JsonNode answer) {
        return each(answer.get("hits")).map(SearchIT::titleOf).toList();
    }

    static Stream<JsonNode> each(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    static String titleOf(JsonNode hit) {
        return each(hit.get("title")).map(part -> part.get("text").asText()).collect(Collectors.joining());
    }

    private static List<String> matches(JsonNode parts) {
        return each(parts)
                .filter(part -> part.get("match").asBoolean())
                .map(part -> part.get("text").asText())
                .toList();
    }

    private static List<String> suggestions(String language, String q) {
        return each(search(language, q).get("suggestions"))
                .map(JsonNode::asText)
                .toList();
    }

    @Test
    void aHitSaysWhereItIsAndWhy() {
        TRANSLATIONS.topic("lakes", Map.of("en", "Lakes and rivers"));
        TRANSLATIONS.put(published("en", "sturgeon")
                .titled("Sturgeons return")
                .summed("Fish in <the> \"lake\".")
                .under("lakes")
                .by("Ada Zweig")
                .saying("<p>One sturgeon was seen.</p>"));
        JsonNode answer = search("en", "sturgeon");
        assertThat(answer.get("found").asInt()).isEqualTo(1);
        assertThat(answer.get("more").asBoolean()).isFalse();
        assertThat(answer.get("matching").asText()).isEqualTo("all");
        assertThat(answer.get("next").isNull()).isTrue();
        JsonNode hit = answer.get("hits").get(0);
        assertThat(hit.get("url").asText()).isEqualTo(TestArticles.BASE + "/en/articles/sturgeon");
        assertThat(hit.get("published").asText()).isEqualTo("2026-03-26T09:00:00Z");
        assertThat(hit.get("topics").get(0).asText()).isEqualTo("lakes");
        assertThat(matches(hit.get("title"))).containsExactly("Sturgeons");
        assertThat(matches(hit.get("snippet"))).containsExactly("sturgeon");
        assertThat(titles(search("en", "zweig"))).containsExactly("Sturgeons return");
        assertThat(titles(search("en", "\"lakes and rivers\""))).containsExactly("Sturgeons return");
        assertThat(page("en", "lake").body())
                .contains(">Sturgeons return</a>")
                .contains("Fish in &lt;the&gt; \"<mark>lake</mark>\".");
    }

    @Test
    void matchesAreShownOnTheOriginalLettersOfWholeWords() {
        TRANSLATIONS.put(published("ar", "vowels")
                .titled("تَصْرِيحُ الهَيْئَةِ")
                .saying("<p>" + "كلام كثير قبل ذلك. ".repeat(60) + "ثم <b>قالتِ الهَـيْئَةُ</b> ذلك. "
                        + "كلام كثير بعد ذلك. ".repeat(60) + "</p>"));
        JsonNode hit = search("ar", "هيئه").get("hits").get(0);
        assertThat(matches(hit.get("title"))).containsExactly("الهَيْئَةِ");
        assertThat(matches(hit.get("snippet"))).containsExactly("الهَـيْئَةُ");
        String snippet =
                each(hit.get("snippet")).map(part -> part.get("text").asText()).collect(Collectors.joining());
        assertThat(snippet)
                .startsWith("…")
                .endsWith("…")
                .contains("قالتِ الهَـيْئَةُ ذلك")
                .hasSizeLessThan(300);
        assertThat(page("ar", "هيئة").body())
                .contains("<mark>الهَيْئَةِ</mark>")
                .contains("<mark>الهَـيْئَةُ</mark>");
        TRANSLATIONS.put(published("fr", "letters").titled("L’œuvre à Évian"));
        assertThat(matches(search("fr", "oeuvres evian").get("hits").get(0).get("title")))
                .containsExactly("œuvre", "Évian");
        TRANSLATIONS.put(published("zh", "pairs").titled("新冠疫苗接种"));
        assertThat(matches(search("zh", "疫苗接种").get("hits").get(0).get("title")))
                .containsExactly("疫苗接种");
    }

    @Test
    void aTitleComesBeforeATextAndTheVeryWordBeforeItsOtherForms() {
        TRANSLATIONS.put(published("en", "rank-body").titled("Something else").saying("<p>A walrus and a walrus.</p>"));
        TRANSLATIONS.put(published("en", "rank-title").titled("Walrus seen").saying("<p>Nothing.</p>"));
        assertThat(titles(search("en", "walrus"))).containsExactly("Walrus seen", "Something else");
        TRANSLATIONS.put(published("en", "rank-plural").titled("Ocelots seen").saying("<p>Nothing.</p>"));
        TRANSLATIONS.put(published("en", "rank-very").titled("Ocelot seen").saying("<p>Nothing.</p>"));
        assertThat(titles(search("en", "ocelot"))).containsExactly("Ocelot seen", "Ocelots seen");
        assertThat(titles(search("en", "ocelots"))).containsExactly("Ocelots seen", "Ocelot seen");
        TRANSLATIONS.put(published("en", "rank-old").titled("Lemur here").at(Instant.parse("2016-01-01T00:00:00Z")));
        TRANSLATIONS.put(published("en", "rank-new").titled("Lemur there").at(Instant.parse("2026-06-01T00:00:00Z")));
        assertThat(titles(search("en", "lemur"))).containsExactly("Lemur there", "Lemur here");
    }

    @Test
    void allWordsAreLookedForElseSomePhrasesStayTogetherAndAMinusTakesAway() {
        TRANSLATIONS.put(published("en", "words-1").titled("Amber trade by sea"));
        TRANSLATIONS.put(published("en", "words-2").titled("Sea amber"));
        assertThat(titles(search("en", "amber sea"))).containsExactlyInAnyOrder("Amber trade by sea", "Sea amber");
        assertThat(titles(search("en", "\"sea amber\""))).containsExactly("Sea amber");
        assertThat(titles(search("en", "amber -trade"))).containsExactly("Sea amber");
        JsonNode some = search("en", "amber quokka");
        assertThat(some.get("matching").asText()).isEqualTo("any");
        assertThat(titles(some)).hasSize(2);
        assertThat(page("en", "amber quokka").body()).contains("These hold some of them");
    }

    @Test
    void nothingIsFoundThatIsNotPublic() {
        TRANSLATIONS.put(
                published("en", "secret-draft").titled("Zanzibarium draft").draft());
        TRANSLATIONS.put(published("en", "secret-scheduled")
                .titled("Zanzibarium scheduled")
                .scheduled());
        TRANSLATIONS.put(
                published("en", "secret-gone").titled("Zanzibarium gone").withdrawn("An error."));
        var shown = TRANSLATIONS.put(published("en", "secret-newer").titled("Kakapo seen"));
        // a public text that was saved anew, and one that was put out without a word it had
        TRANSLATIONS.renamed(shown, "secret-newest");
        assertThat(search("en", "zanzibarium").get("hits")).isEmpty();
        assertThat(search("en", "kakapo").get("hits")).isEmpty();
        assertThat(page("en", "zanzibarium").body())
                .doesNotContain("Zanzibarium draft", "Zanzibarium scheduled", "gone</a>");
        assertThat(suggestions("en", "zanzibariun")).isEmpty();
    }

    @Test
    void aSavedTextIsFoundOnlyWhenItIsPutOut() {
        String id = SERVER.service().publish("Narwhal one");
        String path = "/api/articles/" + id + "/translations/en";
        String tag = SERVER.service().read(path).expect(200).header("etag");
        SERVER.service().put(path, tag, TestArticles.text("en", "Beluga two")).expect(200);
        assertThat(titles(search("en", "narwhal"))).containsExactly("Narwhal one");
        assertThat(search("en", "beluga").get("hits")).isEmpty();
        SERVER.service().act(id, "en", "revise", "{}").expect(200);
        assertThat(search("en", "narwhal").get("hits")).isEmpty();
        assertThat(titles(search("en", "beluga"))).containsExactly("Beluga two");
        SERVER.service().act(id, "en", "withdraw", "{\"reason\":\"An error.\"}").expect(200);
        assertThat(search("en", "beluga").get("hits")).isEmpty();
        SERVER.service().act(id, "en", "publish", "{}").expect(200);
        assertThat(titles(search("en", "beluga"))).containsExactly("Beluga two");
    }

    @Test
    void aMistypedWordHasASuggestionThatFindsSomething() {
        TRANSLATIONS.put(published("en", "typo-en").titled("Accommodation for pilgrims"));
        TRANSLATIONS.put(published("fr", "typo-fr").titled("L’hôtellerie solidaire"));
        TRANSLATIONS.put(published("ar", "typo-ar").titled("الصيادون في البحيرة"));
        String typo = "/api/search?" + query("en", "acomodation");
        Await.until(
                "it is found",
                () -> !SERVER.service().get(typo).json().get("suggestions").isEmpty());
        assertThat(suggestions("en", "acomodation for pilgrims")).containsExactly("accommodation for pilgrims");
        assertThat(suggestions("en", "pilgirms")).containsExactly("pilgrims");
        Await.until("it is found", () -> !suggestions("fr", "hotzllerie").isEmpty());
        assertThat(suggestions("fr", "l'hotzllerie")).containsExactly("l'hôtellerie");
        Await.until("it is found", () -> !suggestions("ar", "بحيرج").isEmpty());
        assertThat(suggestions("ar", "البخيرة")).containsExactly("بحيرة");
        assertThat(page("en", "pilgirms").body())
                .contains("<a href=\"/en/search?q=pilgrims\" lang=\"en\"><bdi>pilgrims</bdi></a>");
        assertThat(suggestions("en", "accommodation")).isEmpty();
        assertThat(suggestions("en", "qqqqqqqq")).isEmpty();
    }

    @Test
    void aWordOfAWithdrawnTextIsSuggestedNoMore() {
        TRANSLATIONS.put(published("en", "typo-gone").titled("Xylotomist resigns"));
        Await.until("it is found", () -> suggestions("en", "xylotomst").contains("xylotomist"));
        String id = search("en", "xylotomist").get("hits").get(0).get("article").asText();
        SERVER.service().act(id, "en", "withdraw", "{\"reason\":\"An error.\"}").expect(200);
        assertThat(suggestions("en", "xylotomst")).isEmpty();
    }

    @Test
    void pagesHoldEveryHitOnceWhateverIsPublishedMeanwhile() {
        for (int i = 0; i < 25; i++) {
            TRANSLATIONS.put(published("it", "page-" + i)
                    .titled("Marmotta " + i)
                    .at(Instant.parse("2026-01-01T00:00:00Z").plusSeconds(86_400L * (i % 5))));
        }
        List<String> seen = new ArrayList<>();
        String after = "";
        do {
            JsonNode answer = SERVER.service()
                    .get("/api/search?" + query("it", "marmotta") + "&limit=7" + after)
                    .expect(200)
                    .json();
            seen.addAll(titles(answer));
            after = answer.get("next").isNull()
                    ? ""
                    : "&after=" + answer.get("next").asText();
            if (seen.size() == 7) {
                TRANSLATIONS.put(published("it", "page-late")
                        .titled("Marmotta, marmotta")
                        .at(Instant.now()));
            }
        } while (!after.isEmpty());
        assertThat(seen).doesNotHaveDuplicates().hasSizeBetween(25, 26);
        String first = SERVER.get("/it/search?q=marmotta").body();
        String next = first.replaceAll("(?s).*<a class=\"onward\" href=\"([^\"]*)\".*", "$1")
                .replace("&amp;", "&");
        assertThat(SERVER.get(next).body()).contains("Marmotta").contains("href=\"/it/search?q=marmotta\"");
    }

    static Stream<String> hostile() {
        return Stream.of(
                "'",
                "\"",
                "\"\"",
                "''';--",
                "a & | ! b",
                ":*",
                "a:*",
                "a:A",
                "(((",
                ")",
                "<->",
                "\\",
                "'\\''",
                "-",
                "--",
                "-\"",
                "%",
                "_",
                "$1",
                "\u0000",
                "a\u0000b",
                "\u200f\u202e",
                "\u0640\u0640",
                "\u064b",
                "\ud83d\ude00",
                "\ufffd",
                "…",
                "ﷺ",
                "x".repeat(200),
                "1e400",
                "٫",
                "NaN",
                "* *",
                "a-",
                "-a-b-c",
                "疫\"",
                "' OR 1=1",
                "☃".repeat(200));
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void noQuestionIsAnError(String q) {
        search("ar", q);
        search(
                "en",
                "water " + q.substring(0, q.offsetByCodePoints(0, Math.min(190, q.codePointCount(0, q.length())))));
        assertThat(page("en", q).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "422 language q=a",
                "422 language language=xx-yy-zz&q=a",
                "422 q language=en",
                "400 - language=en&q=a&limit=0",
                "400 - language=en&q=a&limit=101",
                "400 - language=en&q=a&limit=x",
                "400 - language=en&q=a&after=x",
                "400 - language=en&q=a&page=2"
            })
    void whatCannotBeAnsweredSaysWhy(String call) {
        String[] parts = call.split(" ", 3);
        var answer = SERVER.service().get("/api/search?" + parts[2]).expect(Integer.parseInt(parts[0]));
        if (parts[0].equals("422")) {
            assertThat(answer.json().get("errors").get(0).get("field").asText()).isEqualTo(parts[1]);
        }
    }

    @Test
    void aQuestionHasALengthAndSoManyWords() {
        SERVER.service().get("/api/search?" + query("en", "a".repeat(201))).expect(422);
        SERVER.service().get("/api/search?" + query("en", "word ".repeat(17))).expect(422);
        HttpResponse<String> refused = page("en", "ab ".repeat(100));
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body()).contains("at most 200 characters").contains("aria-invalid=\"true\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ar", "en", "fr"})
    void thePageIsAFormThatWorksInEveryLanguageOfTheSoftware(String language) {
        HttpResponse<String> empty = SERVER.get("/" + language + "/search?utm_source=x");
        assertThat(empty.statusCode()).isEqualTo(200);
        assertThat(empty.headers().firstValue("cache-control")).hasValue("no-store");
        assertThat(empty.body())
                .contains("<meta name=\"robots\" content=\"noindex\">")
                .contains("<form class=\"search\" role=\"search\" method=\"get\" action=\"/" + language + "/search\"")
                .contains("<label for=\"q\">")
                .contains("href=\"" + TestArticles.BASE + "/" + language + "/search\"")
                .doesNotContain("<script");
        assertThat(page(language, "qqqqq").body()).contains("class=\"empty\"").contains("/newsletter/" + language);
        assertThat(page("xh", "q").statusCode()).isEqualTo(404);
    }

    @Test
    void aQuestionIsEscapedWhereverItIsShown() {
        assertThat(page("en", "\"><script>alert(1)</script>").body())
                .doesNotContain("<script")
                .contains("&lt;script&gt;");
    }

    @Test
    void everyInstanceAnswersAlike() {
        TRANSLATIONS.put(published("en", "replica").titled("Pangolin seen"));
        try (TestArticles other = SERVER.service().replica()) {
            assertThat(other.get("/api/search?" + query("en", "pangolin")).json())
                    .isEqualTo(search("en", "pangolin"));
        }
    }

    @Test
    void whatWasPublishedBeforeIsIndexedByTheRunningService() {
        try (TestArticles other = TestArticles.start()) {
            String database = TestPostgres.nameOf(other.settings());
            String path = "/api/search?" + query("en", "axolotl");
            other.publish("Axolotl seen");
            assertThat(other.get(path).json().get("hits")).hasSize(1);
            TestPostgres.execute(database, "UPDATE search_text SET analyser = 0, document = ''");
            Await.until(
                    "it is indexed", () -> other.get(path).json().get("hits").size() == 1);
            TestPostgres.execute(database, "DELETE FROM search_word");
            TestPostgres.execute(database, "UPDATE search_text SET analyser = 0");
            String typo = "/api/search?" + query("en", "axolotz");
            Await.until(
                    "its words are known",
                    () -> !other.get(typo).json().get("suggestions").isEmpty());
        }
    }
}
