package barid.article.audit;

import barid.article.TestArticles;
import barid.article.TestArticles.Answer;
import barid.kit.Await;
import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import javax.imageio.ImageIO;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class AuditIT {
    private static final String FEED = """
            <rss version="2.0"><channel><title>Old</title><link>https://old.example.org/</link><description>d</description>
            <item><title>Imported</title><link>https://old.example.org/1</link><guid>https://old.example.org/?p=1</guid>
            <category>Fisheries</category><pubDate>Mon, 04 Mar 2019 10:00:00 GMT</pubDate>
            <description>Text</description></item></channel></rss>""";

    private TestArticles articles;

    @BeforeEach
    void start() {
        articles = TestArticles.start();
    }

    @AfterEach
    void stop() {
        articles.close();
    }

    private static String path(String id, String language) {
        return "/api/articles/" + id + "/translations/" + language;
    }

    private void save(String id, String language, String title) {
        String path = path(id, language);
        articles.put(path, articles.read(path).header("ETag"), TestArticles.text(language, title))
                .expect(200);
    }

    private void topic(String slug, String name) {
        articles.send(articles.writer("/api/topics/" + slug)
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString("{\"names\":{\"en\":\"" + name + "\"}}")));
    }

    private List<JsonNode> log(String query) {
        List<JsonNode> acts = new ArrayList<>();
        articles.operate("/api/audit" + query).expect(200).json().get("acts").forEach(acts::add);
        return acts.reversed();
    }

    private static List<String> told(List<JsonNode> acts) {
        return acts.stream()
                .map(act -> act.get("who").asText() + " " + act.get("act").asText()
                        + (act.has("language") ? " " + act.get("language").asText() : ""))
                .toList();
    }

    @Test
    void everyActOfAWeekIsThereWithWhoWhatAndWhen() throws IOException {
        Instant began = Instant.now().minusSeconds(1);
        // Monday: topics and a picture
        topic("seas", "Seas");
        topic("seas", "Seas and oceans");
        topic("ocean", "Ocean");
        articles.post("/api/topics/ocean/merge", "{\"into\":\"seas\"}").expect(200);
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(9, 7, BufferedImage.TYPE_INT_RGB), "png", png);
        articles.send(articles.writer("/api/media").POST(HttpRequest.BodyPublishers.ofByteArray(png.toByteArray())))
                .expect(201);
        // Tuesday: a text, a translation, a second thought
        String id = articles.create("Of the week");
        save(id, "en", "Of this week");
        articles.put(path(id, "fr"), "*", TestArticles.text("fr", "De la semaine"))
                .expect(201);
        articles.send(articles.writer(path(id, "fr")).DELETE()).expect(204);
        // Wednesday: an embargo that is lifted, and one that ends by itself
        articles.act(id, "en", "publish", "{\"at\":\"2098-01-01T00:00:00Z\"}").expect(200);
        articles.act(id, "en", "unschedule", "{}").expect(200);
        articles.act(id, "en", "publish", "{\"at\":\"" + Instant.now().plusMillis(700) + "\"}")
                .expect(200);
        Await.until("it is public", () -> articles.get(path(id, "en")).status() == 200);
        // Thursday: a typo and an error
        save(id, "en", "Of this weak");
        articles.post(path(id, "en") + "/revisions/2/restore", "{}").expect(200);
        articles.act(id, "en", "revise", "{}").expect(200);
        save(id, "en", "Of the week again");
        articles.act(id, "en", "correct", "{\"note\":\"The title was wrong.\"}").expect(200);
        // Friday: taken back, put out again, an update
        articles.act(id, "en", "withdraw", "{\"reason\":\"Wrong figures\"}").expect(200);
        articles.act(id, "en", "publish", "{}").expect(200);
        // the week-end: another system's archive
        String run = articles.send(
                        articles.writer("/api/imports?language=en").POST(HttpRequest.BodyPublishers.ofString(FEED)))
                .expect(202)
                .header("Location");
        Await.until(
                "it is imported",
                () -> articles.read(run).json().get("state").asText().equals("done"));

        List<JsonNode> log = log("?limit=100");

        assertThat(told(log))
                .containsExactly(
                        "writer create topic",
                        "writer rename topic",
                        "writer create topic",
                        "writer merge topic",
                        "writer upload",
                        "writer create en",
                        "writer save en",
                        "writer create fr",
                        "writer delete fr",
                        "writer schedule en",
                        "writer unschedule en",
                        "writer schedule en",
                        "schedule publish en",
                        "writer save en",
                        "writer restore en",
                        "writer revise en",
                        "writer save en",
                        "writer correct en",
                        "writer withdraw en",
                        "writer publish en",
                        "writer begin import",
                        "writer create topic",
                        "writer import en");
        List<Instant> times =
                log.stream().map(act -> Instant.parse(act.get("at").asText())).toList();
        assertThat(times).isSorted().allSatisfy(at -> assertThat(at).isBetween(began, Instant.now()));
        assertThat(log.get(3).get("detail").toString()).isEqualTo("{\"into\":\"seas\",\"topic\":\"ocean\"}");
        assertThat(log.get(17).get("detail").get("note").asText()).isEqualTo("The title was wrong.");
        assertThat(log.get(18).get("detail").get("reason").asText()).isEqualTo("Wrong figures");
        assertThat(log.get(20).get("detail").get("import").asText()).isEqualTo(run.replace("/api/imports/", ""));
        assertThat(log.subList(5, 20))
                .allSatisfy(act -> assertThat(act.get("article").asText()).isEqualTo(id));
    }

    @Test
    void whatIsRefusedOrChangesNothingIsNoAct() {
        topic("seas", "Seas");
        String id = articles.publish("Acted upon");
        String draft = articles.create("A draft");
        List<JsonNode> before = log("?limit=100");

        topic("seas", "Seas");
        topic("Not-a-slug", "Seas");
        articles.post("/api/topics/seas/merge", "{\"into\":\"seas\"}").expect(422);
        articles.post("/api/articles", "{\"language\":\"en\",\"html\":\"\"}").expect(422);
        articles.put(path(id, "en"), "\"stale\"", TestArticles.text("en", "Stale"))
                .expect(412);
        articles.send(articles.writer(path(id, "en")).DELETE()).expect(409);
        articles.act(id, "en", "publish", "{}").expect(200);
        articles.act(id, "en", "revise", "{}").expect(200);
        articles.act(id, "en", "unschedule", "{}").expect(409);
        articles.act(id, "en", "publish", "{\"at\":\"2098-01-01T00:00:00Z\"}").expect(409);
        articles.act(draft, "en", "revise", "{}").expect(409);
        articles.act(draft, "en", "correct", "{\"note\":\"x\"}").expect(409);
        articles.act(draft, "en", "withdraw", "{\"reason\":\"x\"}").expect(409);
        articles.act(draft, "en", "unschedule", "{}").expect(200);
        articles.send(articles.writer("/api/media").POST(HttpRequest.BodyPublishers.ofString("no picture")))
                .expect(415);
        articles.send(articles.writer("/api/imports").POST(HttpRequest.BodyPublishers.ofString("no feed")))
                .expect(422);

        assertThat(log("?limit=100")).isEqualTo(before);
    }

    @Test
    void theLogIsReadFromTheNewestBackwardsPageByPage() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            ids.add(articles.publish("Paged " + i));
        }

        List<String> seen = new ArrayList<>();
        String next = "";
        do {
            JsonNode page =
                    articles.operate("/api/audit?limit=4" + next).expect(200).json();
            page.get("acts")
                    .forEach(act -> seen.add(
                            act.get("act").asText() + " " + act.get("article").asText()));
            assertThat(page.get("acts").size()).isLessThanOrEqualTo(4);
            next = page.has("next") ? "&before=" + page.get("next").asText() : "";
        } while (!next.isEmpty());

        List<String> expected = new ArrayList<>();
        ids.forEach(id -> expected.addAll(List.of("create " + id, "publish " + id)));
        assertThat(seen).isEqualTo(expected.reversed());
    }

    @Test
    void theLogIsNarrowedByArticleActorActAndTime() {
        String one = articles.publish("One");
        String two = articles.create("Two");
        topic("seas", "Seas");
        String at = log("?act=create&article=" + two)
                .getFirst()
                .get("at")
                .asText()
                // the server takes no bare colon in a query
                .replace(":", "%3A");

        assertThat(told(log("?article=" + one))).containsExactly("writer create en", "writer publish en");
        assertThat(told(log("?act=publish"))).containsExactly("writer publish en");
        assertThat(log("?who=schedule")).isEmpty();
        assertThat(log("?who=writer")).hasSize(4);
        assertThat(told(log("?since=" + at))).containsExactly("writer create en", "writer create topic");
        assertThat(told(log("?since=" + at + "&who=writer&act=create&article=" + two + "&limit=1")))
                .containsExactly("writer create en");
        assertThat(log("?act=nothing-known")).isEmpty();
        assertThat(log("?since=2026-01-01")).hasSize(4);
        assertThat(log("?since=2999-01-01")).isEmpty();
    }

    @Test
    void whatCannotBeReadIsMalformed() {
        for (String query : List.of(
                "?article=x",
                "?who=",
                "?act=%00",
                "?since=yesterday",
                "?since=2026-13-01",
                "?since=1969-12-31",
                "?before=1",
                "?before=99999999999999999999_1",
                "?limit=0",
                "?limit=101",
                "?limit=x",
                "?from=1")) {
            Answer answer = articles.operate("/api/audit" + query);
            assertThat(answer.status()).as(query).isEqualTo(400);
            assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        }
    }

    @Test
    void onlyOperatorsReadAndNothingKeepsWhatTheyRead() {
        articles.get("/api/audit").expect(401);
        articles.read("/api/audit").expect(403);
        Answer answer = articles.operate("/api/audit").expect(200);
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.text()).isEqualTo("{\"acts\":[]}");
    }
}
