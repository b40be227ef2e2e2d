package barid.article.topics;

import barid.article.TestArticles;
import barid.article.TestArticles.Answer;
import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.http.HttpRequest;

import static org.assertj.core.api.Assertions.assertThat;

class TopicRoutesIT {
    private static TestArticles articles;

    @BeforeAll
    static void start() {
        articles = TestArticles.start();
    }

    @AfterAll
    static void stop() {
        articles.close();
    }

    private static Answer put(String slug, String names) {
        return articles.send(articles.writer("/api/topics/" + slug)
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString("{\"names\":" + names + "}")));
    }

    private static Answer merge(String slug, String into) {
        return articles.post("/api/topics/" + slug + "/merge", "{\"into\":\"" + into + "\"}");
    }

    private static String head() {
        return articles.changes("?limit=1").json().get("cursor").asText().replaceAll(".*\\.", "");
    }

    @Test
    void aTopicIsCreatedRenamedAndAnnounced() {
        Answer created = put("trade", "{\"en\":\"Trade\"}").expect(201);
        assertThat(created.header("Location")).isEqualTo("/api/topics/trade");
        String head = head();
        put("trade", "{\"en\":\"Trade\"}").expect(200);
        assertThat(head()).isEqualTo(head);

        put("trade", "{\"en\":\"Trade\",\"ar\":\"التجارة\"}").expect(200);

        assertThat(head()).isNotEqualTo(head);
        assertThat(articles.get("/api/topics/trade")
                        .expect(200)
                        .json()
                        .get("names")
                        .get("ar")
                        .asText())
                .isEqualTo("التجارة");
        assertThat(articles.changes("?limit=1000").text()).contains("\"slug\":\"trade\",\"names\":{\"ar\":\"التجارة\"");
    }

    @Test
    void aMergedTopicCountsAsTheOtherForEver() {
        put("illness", "{\"en\":\"Illness\"}").expect(201);
        put("disease", "{\"en\":\"Disease\"}").expect(201);
        put("health", "{\"en\":\"Health\"}").expect(201);
        merge("illness", "disease").expect(200);
        merge("disease", "health").expect(200);
        String head = head();
        merge("disease", "health").expect(200);
        assertThat(head()).isEqualTo(head);

        put("illness", "{\"en\":\"Again\"}").expect(409);
        merge("illness", "health").expect(409);
        merge("health", "illness").expect(422);
        merge("health", "health").expect(422);
        merge("health", "nothing-known").expect(422);
        merge("nothing-known", "health").expect(404);
        JsonNode article = articles.post(
                        "/api/articles",
                        "{\"language\":\"en\",\"title\":\"Merged\",\"html\":\"\",\"topics\":[\"illness\",\"health\"]}")
                .expect(201)
                .json();
        assertThat(article.get("translations").get(0).get("topics").toString()).isEqualTo("[\"health\"]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Health | {\"en\":\"x\"} | slug",
                "media | {\"en\":\"x\"} | slug",
                "a--b | {\"en\":\"x\"} | slug",
                "good | {} | names",
                "good | null | names",
                "good | {\"xx-bad-tag\":\"x\"} | names.xx-bad-tag",
                "good | {\"en\":\" \"} | names.en",
                "good | {\"en\":null} | names.en",
                "good | {\"en\":\"\\u0007\"} | names.en",
                "good | {\"en\":5} | names.en"
            })
    void badTopicsAreRefusedByField(String slug, String names, String field) {
        Answer answer = put(slug, names).expect(422);
        assertThat(answer.json().get("errors").get(0).get("field").asText()).isEqualTo(field);
        articles.get("/api/topics/good").expect(404);
    }
}
