package barid.article.importing;

import barid.article.TestArticles;
import barid.article.TestArticles.Answer;
import barid.kit.Await;
import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(60)
class ImportRoutesIT {
    private TestArticles articles;

    @BeforeEach
    void start() {
        articles = TestArticles.start();
    }

    @AfterEach
    void stop() {
        articles.close();
    }

    private Answer send(String file, String query) {
        return articles.send(articles.writer("/api/imports" + query).POST(HttpRequest.BodyPublishers.ofString(file)));
    }

    private JsonNode take(String file, String query) {
        Answer begun = send(file, query).expect(202);
        String location = begun.header("Location");
        Await.until("the import ends", Duration.ofSeconds(20), () -> {
            String state =
                    articles.read(location).expect(200).json().get("state").asText();
            return state.equals("done") || state.equals("failed");
        });
        JsonNode end = articles.read(location).expect(200).json();
        assertThat(end.get("state").asText()).as(end.toString()).isEqualTo("done");
        return end;
    }

    private List<JsonNode> published() {
        return StreamSupport.stream(
                        articles.changes("?limit=1000")
                                .expect(200)
                                .json()
                                .get("changes")
                                .spliterator(),
                        false)
                .filter(change -> change.get("kind").asText().equals("published"))
                .toList();
    }

    private JsonNode published(String entryId) {
        return published().stream()
                .filter(change -> change.get("entryId").asText().equals(entryId))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    @Test
    void takesRssWithItsIdsDatesAuthorsTopicsAndHtml() {
        JsonNode end = take(FeedFiles.ARABIC_RSS, "");
        assertThat(end.get("total").asInt()).isEqualTo(4);
        assertThat(end.get("done").asInt()).isEqualTo(4);
        assertThat(end.get("taken").asInt()).isEqualTo(3);
        assertThat(end.get("skipped").asInt()).isEqualTo(1);
        assertThat(end.get("language").asText()).isEqualTo("ar");

        JsonNode water = published("https://old.example.org/?p=1");
        assertThat(water.get("language").asText()).isEqualTo("ar");
        assertThat(water.get("title").asText()).isEqualTo("مياه نظيفة & صحة");
        assertThat(water.get("summary").asText()).isEqualTo("خلاصة");
        assertThat(water.get("published").asText()).isEqualTo("2018-01-31T06:30:00Z");
        assertThat(texts(water.get("authors"))).containsExactly("أمينة حداد");
        assertThat(texts(water.get("topics"))).hasSize(2).contains("water");
        assertThat(water.get("historical").asBoolean()).isTrue();
        assertThat(water.get("html").asText())
                .contains(
                        "<h2>عنوان</h2>",
                        "https://old.example.org/2018/other/",
                        "<img src=\"https://old.example.org/a.jpg\"")
                .doesNotContain("script", "onclick");
        assertThat(texts(end.get("report").get(0).get("reasons")))
                .anyMatch(reason -> reason.contains("script"))
                .anyMatch(reason -> reason.contains("was not copied"));

        JsonNode untitled = published("https://old.example.org/?p=2");
        assertThat(untitled.get("title").asText()).isEqualTo("نص بلا عنوان");
        assertThat(texts(untitled.get("authors"))).containsExactly("Jean Dupont");
        assertThat(texts(end.get("report").get(1).get("reasons"))).anyMatch(reason -> reason.contains("blank title"));

        JsonNode second = end.get("report").get(2);
        assertThat(second.get("entryId").asText()).matches("tag:news\\.example\\.org,20\\d\\d:.*:ar");
        assertThat(texts(second.get("reasons"))).anyMatch(reason -> reason.contains("used before"));
        assertThat(end.get("report").get(3).get("outcome").asText()).isEqualTo("skipped");
    }

    @Test
    void aSecondImportTakesNothingAndAChangedEntryIsChanged() {
        take(FeedFiles.ARABIC_RSS, "");
        JsonNode again = take(FeedFiles.ARABIC_RSS, "?format=rss");
        assertThat(again.get("taken").asInt()).isZero();
        assertThat(again.get("changed").asInt()).isZero();
        assertThat(again.get("skipped").asInt()).isEqualTo(4);
        JsonNode changed = take(FeedFiles.ARABIC_RSS.replace("نص بلا عنوان", "نص آخر"), "");
        assertThat(changed.get("changed").asInt()).isEqualTo(1);
        assertThat(published()).hasSize(3);
    }

    @Test
    void takesAtomAndItsKindsOfText() {
        JsonNode end = take(FeedFiles.ATOM, "");
        assertThat(end.get("taken").asInt()).as(end.toString()).isEqualTo(2);
        JsonNode cafe = published("tag:old.example.org,2010:1");
        assertThat(cafe.get("language").asText()).isEqualTo("fr");
        assertThat(cafe.get("title").asText()).isEqualTo("Café ouvert");
        assertThat(cafe.get("html").asText()).contains("<p>Du <em>café</em></p>");
        assertThat(cafe.get("published").asText()).isEqualTo("2018-01-05T08:00:00Z");
        assertThat(cafe.get("updated").asText()).isEqualTo("2018-01-06T08:00:00Z");
        assertThat(texts(cafe.get("authors"))).containsExactly("Bureau de presse");
        assertThat(texts(cafe.get("topics"))).containsExactly("culture-et-societe");
        JsonNode plain = published("tag:old.example.org,2010:2");
        assertThat(plain.get("title").asText()).isEqualTo("1 < 2");
        assertThat(plain.get("html").asText()).isEqualTo("<p>a &lt; b</p>");
        assertThat(texts(plain.get("authors"))).containsExactly("Anne");
    }

    @Test
    void theLanguageThatIsAskedForGoesBeforeTheFeedsOwn() {
        assertThat(take(FeedFiles.ATOM, "?language=fr-CA").get("language").asText())
                .isEqualTo("fr-CA");
        JsonNode unknown = take(FeedFiles.ATOM.replace(" xml:lang=\"fr\"", "").replace("2010:", "2011:"), "");
        assertThat(unknown.get("language").asText()).isEqualTo("en");
        assertThat(texts(unknown.get("report").get(0).get("reasons"))).anyMatch(reason -> reason.contains("language"));
    }

    @Test
    void whatIsNoFeedIsRefusedWholeWithLineAndReason() {
        String cut = FeedFiles.ARABIC_RSS.substring(0, FeedFiles.ARABIC_RSS.length() / 2);
        refused(cut, "cut off", (int) cut.lines().count());
        refused(FeedFiles.PAGE, "HTML page", 1);
        refused("<html xmlns=\"http://www.w3.org/1999/xhtml\"><body/></html>", "HTML page", 1);
        refused(FeedFiles.BOMB, "DOCTYPE", -1);
        refused("<opml version=\"2.0\"/>", "neither", 1);
        refused("<rss version=\"2.0\"></rss>", "no channel", 1);
        refused(FeedFiles.ATOM.replace("<title>1", "<title>&nbsp;1"), "", -1);
        refused(FeedFiles.ATOM.replace("</entry>", "</entri>"), "not well-formed", -1);
        refused("plain text", "not well-formed", 1);
        assertThat(published()).isEmpty();
    }

    private void refused(String file, String reason, int line) {
        JsonNode problem = send(file, "").expect(422).json();
        assertThat(problem.get("title").asText()).contains(reason).doesNotContain("ParseError", "Exception");
        assertThat(problem.get("line").asInt()).isPositive();
        if (line > 0) {
            assertThat(problem.get("line").asInt()).isEqualTo(line);
        }
    }

    @ParameterizedTest
    @CsvSource({"?format=atom, 422", "?format=doc, 422", "?language=xx-nothing, 422", "?colour=red, 400"})
    void wrongParametersAreRefused(String query, int status) {
        send(FeedFiles.ARABIC_RSS, query).expect(status);
        assertThat(published()).isEmpty();
    }

    @Test
    void isForWritersAlone() {
        articles.send(HttpRequest.newBuilder(articles.uri("/api/imports"))
                        .POST(HttpRequest.BodyPublishers.ofString(FeedFiles.ATOM)))
                .expect(401);
        articles.get("/api/imports/0199f000-0000-7000-8000-000000000000").expect(401);
        articles.read("/api/imports/0199f000-0000-7000-8000-000000000000").expect(404);
        articles.read("/api/imports/x").expect(404);
        articles.get("/api/imports").expect(401);
    }

    @Test
    void escapedHtmlBeyondTheParsersOwnLimitsIsTaken() {
        String long_ = "&lt;p&gt;x&lt;/p&gt;".repeat(40_000);
        JsonNode end = take(FeedFiles.ATOM.replace("a &lt; b", long_).replace("type=\"text\"", "type=\"html\""), "");
        assertThat(end.get("taken").asInt()).isEqualTo(2);
        assertThat(published("tag:old.example.org,2010:2").get("summary").asText())
                .endsWith("…")
                .hasSizeLessThanOrEqualTo(1000);
    }

    @Test
    void importsAreListedTheNewestFirstWithTheirSourceAndTheKindsOfTheirEntries() {
        for (int n = 1; n <= 22; n++) {
            take(FeedFiles.ATOM, "?name=feed-" + n + ".xml");
        }
        JsonNode first = articles.read("/api/imports").expect(200).json();
        assertThat(first.get("imports")).hasSize(20);
        JsonNode newest = first.get("imports").get(0);
        assertThat(newest.get("source").asText()).isEqualTo("feed-22.xml");
        assertThat(newest.get("kinds").get("entry").get("skipped").asInt()).isEqualTo(2);
        assertThat(newest.has("report")).isFalse();
        JsonNode second = articles.read(first.get("next").asText()).expect(200).json();
        assertThat(second.get("imports").findValuesAsText("source")).containsExactly("feed-2.xml", "feed-1.xml");
        assertThat(second.get("imports")
                        .get(1)
                        .get("kinds")
                        .get("entry")
                        .get("taken")
                        .asInt())
                .isEqualTo(2);
        assertThat(second.has("next")).isFalse();
        articles.read("/api/imports?before=x").expect(400);
        send(FeedFiles.ATOM, "?name=" + "x".repeat(301)).expect(422);
    }
}
