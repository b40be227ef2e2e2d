package barid.article.content;

import barid.article.TestArticles;
import barid.article.TestArticles.Answer;
import barid.kit.db.Database;
import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class RevisionsIT {
    private static TestArticles articles;

    @BeforeAll
    static void start() {
        articles = TestArticles.start();
    }

    @AfterAll
    static void stop() {
        articles.close();
    }

    private static String english(String id) {
        return "/api/articles/" + id + "/translations/en";
    }

    private static void save(String id, String json) {
        articles.put(english(id), articles.read(english(id)).header("ETag"), json)
                .expect(200);
    }

    private static Answer restore(String id, int number) {
        return articles.post(english(id) + "/revisions/" + number + "/restore", "{}");
    }

    @Test
    void everySaveIsListedTheNewestFirstPageByPage() {
        String id = articles.create("Draft 1");
        for (int i = 2; i <= 7; i++) {
            save(id, TestArticles.text("en", "Draft " + i));
        }
        articles.act(id, "en", "publish", "{}").expect(200);
        save(id, TestArticles.text("en", "Draft 8"));

        List<Integer> numbers = new ArrayList<>();
        String next = english(id) + "/revisions?limit=3";
        while (next != null) {
            Answer page = articles.read(next).expect(200);
            page.json()
                    .get("revisions")
                    .forEach(line -> numbers.add(line.get("number").asInt()));
            JsonNode link = page.json().get("next");
            assertThat(page.header("Link")).isEqualTo(link == null ? "" : "<" + link.asText() + ">; rel=\"next\"");
            next = link == null ? null : link.asText();
        }

        assertThat(numbers).containsExactly(8, 7, 6, 5, 4, 3, 2, 1);
        JsonNode lines = articles.read(english(id) + "/revisions").json().get("revisions");
        assertThat(lines.get(0).get("public").asBoolean()).isFalse();
        assertThat(lines.get(1).get("public").asBoolean()).isTrue();
        assertThat(lines.get(1).get("title").asText()).isEqualTo("Draft 7");
        assertThat(lines.get(1).get("savedBy").asText()).isEqualTo("writer");
        assertThat(lines.get(1).get("origin").asText()).isEqualTo("original");
        assertThat(Instant.parse(lines.get(1).get("savedAt").asText())).isBeforeOrEqualTo(Instant.now());
        articles.get(english(id) + "/revisions").expect(401);
        articles.read(english(id).replace("/en", "/fr") + "/revisions").expect(404);
    }

    @Test
    void whatIsScheduledIsMarked() {
        String id = articles.create("Later");
        articles.act(id, "en", "publish", "{\"at\":\"" + Instant.now().plus(Duration.ofDays(1)) + "\"}")
                .expect(200);
        save(id, TestArticles.text("en", "Later still"));

        JsonNode lines = articles.read(english(id) + "/revisions").json().get("revisions");

        assertThat(lines.findValuesAsText("scheduled")).containsExactly("false", "true");
    }

    @Test
    void aRevisionIsReadAsItWasSaved() {
        String id = articles.create("As it was");
        save(id, TestArticles.text("en", "As it is"));

        JsonNode first = articles.read(english(id) + "/revisions/1").expect(200).json();

        assertThat(first.get("title").asText()).isEqualTo("As it was");
        assertThat(first.get("html").asText()).isEqualTo("<p>Text of As it was</p>");
        assertThat(first.get("slug").asText()).isEqualTo("as-it-was");
        for (String none : List.of("0", "3", "-1", "x", "99999999999", "01")) {
            articles.read(english(id) + "/revisions/" + none).expect(404);
        }
    }

    @Test
    void anyTwoAreComparedByWord() {
        String id = articles.create("The old title");
        save(
                id,
                "{\"title\":\"The new title\",\"summary\":\"Added\",\"html\":\"<p>Text of <b>The old title</b></p>\","
                        + "\"authors\":[\"Amal\"]}");
        save(id, TestArticles.text("en", "Another"));

        JsonNode compared = articles.read(english(id) + "/revisions/1/compare/2")
                .expect(200)
                .json();

        assertThat(compared.get("title").get("parts").get(1).toString())
                .isEqualTo("{\"op\":\"delete\",\"text\":\"old\"}");
        assertThat(compared.get("summary").get("parts").toString())
                .isEqualTo("[{\"op\":\"insert\",\"text\":\"Added\"}]");
        assertThat(compared.get("html").get("markupOnly").asBoolean()).isTrue();
        assertThat(compared.get("html").get("changed").asBoolean()).isTrue();
        assertThat(compared.get("others").toString())
                .isEqualTo("[{\"field\":\"authors\",\"from\":[],\"to\":[\"Amal\"]}]");
        JsonNode back = articles.read(english(id) + "/revisions/2/compare/1")
                .expect(200)
                .json();
        assertThat(back.get("title").get("parts").get(1).get("text").asText()).isEqualTo("new");
        articles.read(english(id) + "/revisions/1/compare/9").expect(404);
    }

    @Test
    void theLargestTextsAreComparedWithinARequest() {
        String id = articles.create("Long");
        save(id, "{\"title\":\"Long\",\"html\":\"<p>" + "abc ".repeat(260_000) + "</p>\"}");
        save(id, "{\"title\":\"Long\",\"html\":\"<p>" + "x y z ".repeat(170_000) + "</p>\"}");

        JsonNode compared = articles.read(english(id) + "/revisions/2/compare/3")
                .expect(200)
                .json();

        assertThat(compared.get("html").get("detail").asText()).isNotEqualTo("word");
    }

    @Test
    void restoringSavesTheOldTextAnewAndRewritesNothing() {
        articles.send(articles.writer("/api/topics/restored-old")
                        .header("Content-Type", "application/json")
                        .PUT(HttpRequest.BodyPublishers.ofString("{\"names\":{\"en\":\"Old\"}}")))
                .expect(201);
        articles.send(articles.writer("/api/topics/restored-new")
                        .header("Content-Type", "application/json")
                        .PUT(HttpRequest.BodyPublishers.ofString("{\"names\":{\"en\":\"New\"}}")))
                .expect(201);
        String id = articles.create("Begun");
        save(
                id,
                "{\"title\":\"Good\",\"summary\":\"Kept\",\"html\":\"<p>Good</p>\",\"authors\":[\"Amal\"],"
                        + "\"topics\":[\"restored-old\"]}");
        save(id, "{\"title\":\"Bad\",\"html\":\"<p>Bad</p>\",\"slug\":\"moved\"}");
        articles.post("/api/topics/restored-old/merge", "{\"into\":\"restored-new\"}")
                .expect(200);

        Answer restored = restore(id, 2).expect(200);

        JsonNode text = restored.json();
        assertThat(text.get("revision").asInt()).isEqualTo(4);
        assertThat(text.get("title").asText()).isEqualTo("Good");
        assertThat(text.get("summary").asText()).isEqualTo("Kept");
        assertThat(text.get("authors").toString()).isEqualTo("[\"Amal\"]");
        assertThat(text.get("topics").toString()).as("as they stand today").isEqualTo("[\"restored-new\"]");
        assertThat(text.get("slug").asText()).as("the address stays").isEqualTo("moved");
        assertThat(restored.header("ETag")).isEqualTo(text.get("etag").asText());
        assertThat(articles.read(english(id) + "/revisions/3")
                        .json()
                        .get("title")
                        .asText())
                .isEqualTo("Bad");
        assertThat(restore(id, 2).expect(200).json().get("revision").asInt())
                .as("again changes nothing")
                .isEqualTo(4);
        restore(id, 9).expect(404);
        assertThat(audited(id)).containsExactly("{\"restored\": 2, \"revision\": 4}");
    }

    private static List<String> audited(String id) {
        try (Database database = Database.open(articles.settings())) {
            return database.client()
                    .execute()
                    .createNamedQuery(
                            "test.audit",
                            "SELECT cast(detail AS text) AS detail FROM audit"
                                    + " WHERE article = cast(:id AS uuid) AND act = 'restore' ORDER BY id")
                    .addParam("id", id)
                    .execute()
                    .map(row -> row.column("detail").getString())
                    .toList();
        }
    }

    @Test
    void restoringKeepsWhatATranslationWasMadeFrom() {
        String id = articles.publish("Original");
        String french = "/api/articles/" + id + "/translations/fr";
        articles.put(
                        french,
                        "*",
                        "{\"title\":\"Machine\",\"html\":\"\",\"origin\":\"machine\",\"engine\":\"Test engine 3\"}")
                .expect(201);
        articles.put(french, articles.read(french).header("ETag"), "{\"title\":\"Humain\",\"html\":\"\"}")
                .expect(200);

        JsonNode restored =
                articles.post(french + "/revisions/1/restore", "{}").expect(200).json();

        assertThat(restored.get("origin").asText()).isEqualTo("machine");
        assertThat(restored.get("engine").asText()).isEqualTo("Test engine 3");
        assertThat(restored.get("madeFrom").asInt()).isEqualTo(1);
    }

    @Test
    void restoringOverAnotherTextIsRefusedWithIt() {
        String id = articles.create("First");
        String etag = articles.read(english(id)).header("ETag");
        save(id, TestArticles.text("en", "Second"));

        Answer refused = articles.send(articles.writer(english(id) + "/revisions/1/restore")
                        .header("Content-Type", "application/json")
                        .header("If-Match", etag)
                        .POST(HttpRequest.BodyPublishers.ofString("{}")))
                .expect(412);

        assertThat(refused.json().get("current").get("title").asText()).isEqualTo("Second");
        assertThat(articles.read(english(id)).json().get("revision").asInt()).isEqualTo(2);
    }
}
