package barid.article.api;

import barid.article.TestArticles;
import barid.article.TestArticles.Answer;
import barid.kit.Await;
import barid.kit.http.Endpoint;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import javax.imageio.ImageIO;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/** The API is what its description says: no path, method, status or field more or less. */
class OpenApiIT {
    private static final String RSS = """
            <rss version="2.0"><channel><title>t</title><link>https://old.example.org/</link><description>d</description>
            <language>en</language><item><title>Old</title><guid isPermaLink="false">urn:x:old</guid>
            <pubDate>Wed, 31 Jan 2018 09:30:00 GMT</pubDate><description>x</description></item></channel></rss>""";

    private static TestArticles articles;
    private static String yaml;
    private static ApiDescription description;

    @BeforeAll
    static void start() {
        articles = TestArticles.start();
        yaml = articles.get("/api/openapi.yaml").expect(200).text();
        description = new ApiDescription(yaml);
    }

    @AfterAll
    static void stop() {
        articles.close();
    }

    @Test
    void theDescriptionIsOpenApi() {
        SwaggerParseResult parsed = new OpenAPIV3Parser().readContents(yaml);

        assertThat(parsed.getMessages()).isEmpty();
        assertThat(parsed.isOpenapi31()).isTrue();
        parsed.getOpenAPI()
                .getPaths()
                .forEach((path, item) -> item.readOperations().forEach(operation -> {
                    assertThat(operation.getOperationId()).as(path).isNotBlank();
                    assertThat(operation.getSummary()).as(path).isNotBlank();
                    assertThat(operation.getResponses()).as(path).isNotEmpty();
                }));
        Answer unchanged = articles.send(HttpRequest.newBuilder(articles.uri("/api/openapi.yaml"))
                .header("If-None-Match", articles.get("/api/openapi.yaml").header("ETag")));
        assertThat(unchanged.status()).isEqualTo(304);
    }

    @Test
    void everyRouteThatRunsIsDescribedAndEveryDescribedOneRuns() {
        Map<String, Set<String>> running = new TreeMap<>();
        for (Endpoint.Registered endpoint : articles.endpoints()) {
            if (endpoint.pattern().startsWith("/api/")) {
                Set<String> methods = new TreeSet<>(endpoint.methods());
                methods.remove("HEAD");
                running.put(endpoint.pattern(), methods);
            }
        }
        assertThat(running).isNotEmpty();

        List<String> faults = new ArrayList<>();
        missing(running, description.operations(), "runs but is not in openapi.yaml", faults);
        missing(description.operations(), running, "is in openapi.yaml but does not run", faults);
        assertThat(faults).isEmpty();
    }

    private static void missing(
            Map<String, Set<String>> here, Map<String, Set<String>> there, String fault, List<String> faults) {
        here.forEach((path, methods) -> methods.stream()
                .filter(method -> !there.getOrDefault(path, Set.of()).contains(method))
                .forEach(method -> faults.add(method + " " + path + " " + fault)));
    }

    /** The answer, after a comparison with the description of the path that {@code pattern} names. */
    private static Answer described(String method, String pattern, Answer answer) {
        String type = answer.header("Content-Type");
        assertThat(description.faults(method, pattern, answer.status(), type, answer.json()))
                .as(method + " " + pattern + " " + answer.status() + ": " + answer.text())
                .isEmpty();
        return answer;
    }

    private static Answer get(String pattern, String path) {
        return described("GET", pattern, articles.read(path));
    }

    private static Answer post(String pattern, String path, String json) {
        return described("POST", pattern, articles.post(path, json));
    }

    @Test
    void answersAreAsTheyAreDescribed() throws IOException {
        String translation = "/api/articles/{id}/translations/{language}";
        described("PUT", "/api/topics/{slug}", topic("described", "{\"names\":{\"en\":\"Described\"}}"))
                .expect(201);
        described("PUT", "/api/topics/{slug}", topic("merged", "{\"names\":{\"en\":\"Merged\"}}"));
        post("/api/topics/{slug}/merge", "/api/topics/merged/merge", "{\"into\":\"described\"}")
                .expect(200);
        get("/api/topics/{slug}", "/api/topics/merged").expect(200);
        get("/api/topics", "/api/topics?limit=1").expect(200);
        get("/api/search", "/api/search?language=en").expect(422);
        String picture = described("POST", "/api/media", upload())
                .expect(201)
                .json()
                .get("id")
                .asText();
        String id = post(
                        "/api/articles",
                        "/api/articles",
                        "{\"language\":\"en\",\"title\":\"Described\",\"html\":\"<p>x<script>y</script></p>\",\"summary\":\"s\","
                                + "\"topics\":[\"described\"],\"authors\":[\"Amal\"],\"lead\":{\"media\":\"" + picture
                                + "\",\"alt\":\"A ship\"}}")
                .expect(201)
                .json()
                .get("id")
                .asText();
        get("/api/media/{id}", "/api/media/" + picture).expect(200);
        get("/api/media", "/api/media?limit=1").expect(200);
        described(
                        "DELETE",
                        "/api/media/{id}",
                        articles.send(articles.writer("/api/media/" + picture).DELETE()))
                .expect(409);
        String english = "/api/articles/" + id + "/translations/en";
        String french = "/api/articles/" + id + "/translations/fr";
        post(translation + "/publish", english + "/publish", "{\"at\":\"2999-01-01T00:00:00Z\"}")
                .expect(200);
        get("/api/articles", "/api/articles?state=scheduled").expect(200);
        post(translation + "/unschedule", english + "/unschedule", "{}").expect(200);
        post(translation + "/publish", english + "/publish", "{}").expect(200);
        described(
                        "PUT",
                        translation,
                        articles.put(
                                french,
                                "*",
                                "{\"title\":\"Décrit\",\"html\":\"\",\"origin\":\"machine\",\"engine\":\"Test engine"
                                        + " 3\"}"))
                .expect(201);
        described("PUT", translation, articles.put(french, "\"1-x\"", "{\"title\":\"Perdu\",\"html\":\"\"}"))
                .expect(412);
        described(
                        "PUT",
                        translation,
                        articles.put(english, articles.read(english).header("ETag"), TestArticles.text("en", "Again")))
                .expect(200);
        post(translation + "/revise", english + "/revise", "{}").expect(200);
        post(translation + "/correct", english + "/correct", "{\"note\":\"A note\"}")
                .expect(200);
        post(translation + "/correct", english + "/correct", "{}").expect(422);
        get("/api/search", "/api/search?language=en&q=again").expect(200);
        post(translation + "/publish", french + "/publish", "{}").expect(200);
        for (String path : List.of(english, french)) {
            get(translation, path).expect(200);
            described("GET", translation, articles.get(path)).expect(200);
        }
        get("/api/articles/{id}", "/api/articles/" + id).expect(200);
        described("GET", "/api/articles/{id}", articles.get("/api/articles/" + id))
                .expect(200);
        get("/api/articles", "/api/articles?limit=1").expect(200);
        get(translation + "/revisions", english + "/revisions?limit=1").expect(200);
        String revision = translation + "/revisions/{number}";
        get(revision, english + "/revisions/1").expect(200);
        get(revision + "/compare/{other}", english + "/revisions/1/compare/2").expect(200);
        get(translation + "/original-changes", french + "/original-changes").expect(200);
        post(revision + "/restore", english + "/revisions/1/restore", "{}").expect(200);
        post(translation + "/withdraw", french + "/withdraw", "{\"reason\":\"A reason\"}")
                .expect(200);
        get(translation, french).expect(200);
        described("GET", translation, articles.get(french)).expect(410);
        described("GET", "/api/changes", articles.changes("?limit=1000")).expect(200);
        described("GET", "/api/changes", articles.changes("?limit=0")).expect(400);
        described("GET", "/api/feedback", operator("/api/feedback")).expect(200);
        described("GET", "/api/feedback", articles.read("/api/feedback")).expect(403);
        described("GET", "/api/articles", articles.get("/api/articles?state=draft"))
                .expect(401);
        get("/api/imports/{id}", "/api/imports/" + id).expect(404);
        described("GET", "/api/audit", operator("/api/audit?limit=100")).expect(200);
        String begun = described(
                        "POST",
                        "/api/imports",
                        articles.send(articles.writer("/api/imports?name=feed.xml")
                                .POST(HttpRequest.BodyPublishers.ofString(RSS))))
                .expect(202)
                .header("Location");
        Await.until(
                "the import ends",
                () -> get("/api/imports/{id}", begun)
                        .json()
                        .get("state")
                        .asText()
                        .equals("done"));
        get("/api/imports", "/api/imports").expect(200);
    }

    private static Answer topic(String slug, String json) {
        return articles.send(articles.writer("/api/topics/" + slug)
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(json)));
    }

    private static Answer operator(String path) {
        return articles.send(
                HttpRequest.newBuilder(articles.uri(path)).header("Authorization", "Bearer " + TestArticles.OPERATOR));
    }

    private static Answer upload() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(30, 20, BufferedImage.TYPE_INT_RGB), "png", out);
        return articles.send(
                articles.writer("/api/media").POST(HttpRequest.BodyPublishers.ofByteArray(out.toByteArray())));
    }

    /** A description that says less than runs would be found out: the comparison is not empty by mistake. */
    @Test
    void whatIsLeftOutOfTheDescriptionIsNamed() {
        String less = Pattern.compile("(?ms)^  /api/feedback:.*?(?=^components:)")
                .matcher(yaml)
                .replaceFirst("");
        List<String> faults = new ArrayList<>();

        missing(
                Map.of("/api/feedback", Set.of("GET")),
                new ApiDescription(less).operations(),
                "runs but is not in openapi.yaml",
                faults);

        assertThat(faults).containsExactly("GET /api/feedback runs but is not in openapi.yaml");
    }
}
