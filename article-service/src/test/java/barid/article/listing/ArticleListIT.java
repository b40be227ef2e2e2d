package barid.article.listing;

import barid.article.TestArticles;
import barid.article.TestArticles.Answer;
import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class ArticleListIT {
    private static final String AT = "{\"at\":\"2024-01-%02dT08:00:00Z\"}";

    private static TestArticles articles;

    @BeforeAll
    static void start() {
        articles = TestArticles.start();
        for (String topic : List.of("water", "rivers", "lakes")) {
            articles.send(articles.writer("/api/topics/" + topic)
                            .header("Content-Type", "application/json")
                            .PUT(HttpRequest.BodyPublishers.ofString("{\"names\":{\"en\":\"" + topic + "\"}}")))
                    .expect(201);
        }
        // two at each instant, every second one in French as well
        for (int i = 0; i < 14; i++) {
            String topics = i % 2 == 0 ? "\"water\",\"rivers\"" : i % 3 == 0 ? "\"lakes\"" : "";
            String id = articles.post(
                            "/api/articles",
                            "{\"language\":\"en\",\"title\":\"N" + i + "\",\"html\":\"<p>Body</p>\",\"topics\":["
                                    + topics + "]}")
                    .expect(201)
                    .json()
                    .get("id")
                    .asText();
            articles.act(id, "en", "publish", AT.formatted(1 + i / 2)).expect(200);
            if (i % 2 == 0) {
                articles.put(
                                "/api/articles/" + id + "/translations/fr",
                                "*",
                                "{\"title\":\"F" + i + "\",\"html\":\"\",\"topics\":[\"water\"]}")
                        .expect(201);
                articles.act(id, "fr", "publish", AT.formatted(1 + i / 2)).expect(200);
            }
        }
        articles.post("/api/topics/rivers/merge", "{\"into\":\"water\"}").expect(200);
        for (int i = 0; i < 5; i++) {
            articles.create("D" + i);
        }
    }

    @AfterAll
    static void stop() {
        articles.close();
    }

    private static List<String> titles(Answer page) {
        return page.expect(200).json().get("articles").findValuesAsText("title");
    }

    private static List<String> walk(String first, String relation, boolean writer) {
        List<String> titles = new ArrayList<>();
        String next = first;
        while (next != null) {
            Answer page = writer ? articles.read(next) : articles.get(next);
            List<String> here = titles(page);
            titles.addAll(relation.equals("next") ? titles.size() : 0, here);
            JsonNode link = page.json().get(relation);
            next = link == null ? null : link.asText();
            if (next != null) {
                String name = relation.equals("next") ? "next" : "prev";
                assertThat(page.response().headers().allValues("Link"))
                        .contains("<" + next + ">; rel=\"" + name + "\"");
            }
        }
        return titles;
    }

    @ParameterizedTest
    @CsvSource({
        "'', 21",
        "language=en&, 14",
        "language=fr&, 7",
        "language=ur&, 0",
        "topic=water&, 14",
        "topic=rivers&, 14",
        "topic=water&language=en&, 7",
        "topic=lakes&, 2",
        "updatedSince=2024-01-05T00%3A00%3A00Z&, 9",
        "updatedSince=2024-01-05T08%3A00%3A00%2B00%3A00&language=en&, 6",
        "updatedSince=2090-01-01T00%3A00%3A00Z&, 0"
    })
    void aListIsWalkedWholeInBothDirectionsAtAnyPageSize(String filter, int count) {
        List<String> whole = titles(articles.get("/api/articles?" + filter + "limit=100"));
        assertThat(whole).hasSize(count).doesNotHaveDuplicates();
        for (int limit : new int[] {1, 3, 4}) {
            assertThat(walk("/api/articles?" + filter + "limit=" + limit, "next", false))
                    .isEqualTo(whole);
        }
        if (count > 3) {
            String second = articles.get("/api/articles?" + filter + "limit=3")
                    .json()
                    .get("next")
                    .asText();
            String last = second;
            for (JsonNode next = articles.get(second).json().get("next"); next != null; ) {
                last = next.asText();
                next = articles.get(last).json().get("next");
            }
            List<String> back = walk(last, "previous", false);
            assertThat(back).isEqualTo(whole);
        }
    }

    @Test
    void theNewestComeFirstWithAllThatIsPublicButTheText() {
        JsonNode page =
                articles.get("/api/articles?language=fr&limit=1").expect(200).json();

        JsonNode item = page.get("articles").get(0);
        assertThat(item.get("title").asText()).isEqualTo("F12");
        assertThat(item.get("published").asText()).isEqualTo("2024-01-07T08:00:00Z");
        assertThat(item.get("origin").asText()).isEqualTo("human");
        assertThat(item.get("state").asText()).isEqualTo("published");
        assertThat(item.get("stale").asBoolean()).isFalse();
        assertThat(item.get("url").asText()).isEqualTo(TestArticles.BASE + "/fr/articles/f12");
        assertThat(item.get("topics").toString()).isEqualTo("[\"water\"]");
        assertThat(item.has("html")).isFalse();
        assertThat(page.get("next").asText()).startsWith("/api/articles?language=fr&limit=1&after=");
    }

    @Test
    void aListIsAskedAboutAgain() {
        Answer page = articles.get("/api/articles?language=fr");
        HttpRequest.Builder again = HttpRequest.newBuilder(articles.uri("/api/articles?language=fr"))
                .header("If-None-Match", page.expect(200).header("ETag"));

        Answer unchanged = articles.send(again).expect(304);

        assertThat(unchanged.response().body()).isEmpty();
        assertThat(unchanged.header("ETag")).isEqualTo(page.header("ETag"));
    }

    @Test
    void whatIsNotPublicIsListedForWritersAlone() {
        assertThat(walk("/api/articles?state=draft&limit=2", "next", true))
                .containsExactly("D4", "D3", "D2", "D1", "D0");
        assertThat(titles(articles.read("/api/articles?state=draft&language=fr")))
                .isEmpty();
        assertThat(titles(articles.read("/api/articles?state=withdrawn"))).isEmpty();
        assertThat(titles(articles.read("/api/articles?state=published&language=fr&limit=1")))
                .containsExactly("F12");
        articles.get("/api/articles?state=draft").expect(401);
        assertThat(articles.get("/api/articles?limit=100").text()).doesNotContain("\"D1\"");
        String second = articles.read("/api/articles?state=draft&limit=2")
                .json()
                .get("next")
                .asText();
        JsonNode page = articles.read(second).json();
        assertThat(titles(articles.read(page.get("previous").asText()))).containsExactly("D4", "D3");
    }

    @Test
    void topicsAreListedToChooseFrom() {
        Answer first = articles.get("/api/topics?limit=1").expect(200);
        assertThat(first.json().get("topics").findValuesAsText("slug")).containsExactly("lakes");
        assertThat(first.header("Link")).isEqualTo("</api/topics?after=lakes&limit=1>; rel=\"next\"");

        Answer second = articles.get(first.json().get("next").asText()).expect(200);

        assertThat(second.json().get("topics").findValuesAsText("slug"))
                .as("what is merged is no choice")
                .containsExactly("water");
        assertThat(second.json().has("next")).isFalse();
        articles.send(HttpRequest.newBuilder(articles.uri("/api/topics?limit=1"))
                        .header("If-None-Match", first.header("ETag")))
                .expect(304);
    }
}
