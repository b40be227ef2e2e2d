package barid.article.schedule;

import barid.article.TestArticles;
import barid.article.TestArticles.Answer;
import barid.kit.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import javax.imageio.ImageIO;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** What is under embargo is nowhere: no answer that anyone may have differs from one of before the draft was written. */
class EmbargoIT {
    private static final String MARKER = "qzxembargo";

    /** What holds no article's text, and says what is here; a path that is not served answers 404 alike. */
    private static final List<String> LISTS = List.of(
            "/",
            "/en",
            "/fr",
            "/ar",
            "/ur",
            "/en/topics/water",
            "/fr/topics/water",
            "/en/search?q=visible",
            "/en/search?q=" + MARKER,
            "/fr/search?q=" + MARKER,
            "/api/search?language=en&q=" + MARKER,
            "/api/search?language=fr&q=" + MARKER,
            "/api/articles",
            "/api/articles?language=en",
            "/api/articles?language=fr",
            "/api/articles?topic=water",
            "/api/topics",
            "/api/topics/water",
            "/api/articles?language=en&limit=100",
            "/api/openapi.json",
            "/api/openapi.yaml",
            "/sitemap.xml",
            "/robots.txt",
            "/en/articles/" + MARKER + "-slug",
            "/fr/articles/" + MARKER + "-slug-fr",
            "/en/articles/" + MARKER,
            "/en/articles/visible");

    private TestArticles articles;
    private String sibling;
    private String gone;
    private Map<String, String> picture;

    @BeforeEach
    void start() throws IOException {
        articles = TestArticles.start();
        articles.send(articles.writer("/api/topics/water")
                        .header("Content-Type", "application/json")
                        .PUT(HttpRequest.BodyPublishers.ofString("{\"names\":{\"en\":\"Water\"}}")))
                .expect(201);
        sibling = articles.publish("Visible");
        gone = articles.publish("Gone");
        articles.act(gone, "en", "withdraw", "{\"reason\":\"It was wrong\"}").expect(200);
        picture = upload();
    }

    @AfterEach
    void stop() {
        articles.close();
    }

    private Map<String, String> upload() throws IOException {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(31, 17, BufferedImage.TYPE_INT_RGB), "png", png);
        var answer = articles.send(articles.writer("/api/media")
                        .header("Content-Type", "image/png")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(png.toByteArray())))
                .expect(201)
                .json();
        return Map.of("id", answer.get("id").asText(), "url", answer.get("url").asText());
    }

    private List<String> paths(String article) {
        String media = URI.create(picture.get("url")).getPath();
        return Stream.concat(
                        LISTS.stream(),
                        Stream.of(
                                "/api/articles/" + article,
                                "/api/articles/" + article + "/translations/en",
                                "/api/articles/" + article + "/translations/en/revisions",
                                "/api/articles/" + article + "/translations/en/revisions/1",
                                "/api/articles/" + sibling,
                                "/api/articles/" + sibling + "/translations/en",
                                "/api/articles/" + sibling + "/translations/fr",
                                "/api/articles/" + gone,
                                "/api/articles/" + gone + "/translations/en",
                                "/en/articles/gone",
                                media,
                                media.replace(".png", ".webp"),
                                media.replace(".png", ".jpg"),
                                "/media/" + picture.get("id")))
                .toList();
    }

    /** Everything that an answer tells: status, headers, body. */
    private static String told(Answer answer) {
        Map<String, List<String>> headers =
                new TreeMap<>(answer.response().headers().map());
        headers.remove("date");
        return answer.status() + " " + headers + " " + answer.text();
    }

    /** What anyone is told of {@code article}, as GET, HEAD and, where there is a tag, on condition; and the followers. */
    private Map<String, String> everything(String article, Map<String, String> tags) {
        Map<String, String> told = new LinkedHashMap<>();
        for (String path : paths(article)) {
            String name = path.replace(article, "ARTICLE");
            told.put("GET " + name, told(articles.get(path)));
            told.put(
                    "HEAD " + name,
                    told(articles.send(
                            HttpRequest.newBuilder(articles.uri(path)).HEAD())));
            if (tags.containsKey(name)) {
                told.put(
                        "304 " + name,
                        told(articles.send(
                                HttpRequest.newBuilder(articles.uri(path)).header("If-None-Match", tags.get(name)))));
            }
        }
        told.put("changes", told(articles.changes("?limit=1000")));
        return told;
    }

    private Map<String, String> tags(String article) {
        return paths(article).stream()
                .filter(path -> !articles.get(path).header("ETag").isEmpty())
                .collect(Collectors.toMap(
                        path -> path.replace(article, "ARTICLE"),
                        path -> articles.get(path).header("ETag")));
    }

    private String marked(String language, String slug) {
        return """
                {"language":"%1$s","title":"%2$s title","summary":"%2$s summary","authors":["%2$s author"],
                 "slug":"%2$s-%3$s","topics":["water"],
                 "html":"<p>%2$s text <img src=\\"%4$s\\" alt=\\"%2$s inner alt\\"></p>",
                 "lead":{"media":"%5$s","alt":"%2$s alt","caption":"%2$s caption"}}""".formatted(language, MARKER, slug, picture.get("url"), picture.get("id"));
    }

    private void publish(String id, String language, Instant at) {
        articles.act(id, language, "publish", "{\"at\":\"" + at + "\"}").expect(200);
    }

    @Test
    void notOneByteIsPublicBeforeTheInstantAndAllOfItAfter() {
        String unknown = UUID.randomUUID().toString();
        Map<String, String> tags = tags(unknown);
        assertThat(tags).containsKeys("/en", "/en/articles/visible", "/en/topics/water");
        Map<String, String> before = everything(unknown, tags);

        String id = articles.post("/api/articles", marked("en", "slug"))
                .expect(201)
                .json()
                .get("id")
                .asText();
        String french = "/api/articles/" + sibling + "/translations/fr";
        articles.put(french, "*", marked("fr", "slug-fr")).expect(201);
        String returning = "/api/articles/" + gone + "/translations/en";
        articles.put(returning, articles.read(returning).header("ETag"), marked("en", "return"))
                .expect(200);
        Instant asked = Instant.now();
        assertThat(everything(id, tags)).as("as drafts").isEqualTo(before);
        // three embargoes: of an original, of a translation, of what was withdrawn; long enough to ask all of it again
        Duration enough = Duration.between(asked, Instant.now()).multipliedBy(3).plusSeconds(1);
        Instant at = Instant.now().plus(enough);
        publish(id, "en", at);
        publish(sibling, "fr", at);
        publish(gone, "en", at);

        Map<String, String> scheduled = everything(id, tags);

        assertThat(Instant.now()).as("all of it was asked before the instant").isBefore(at);
        assertThat(scheduled).as("under embargo").isEqualTo(before);
        scheduled.forEach((call, told) -> {
            if (!call.contains(MARKER)) {
                assertThat(told).as(call).doesNotContain(MARKER, picture.get("id"));
            }
        });

        Await.until(
                "the embargo ends", () -> articles.get("/api/articles/" + gone).status() == 200);
        Await.until("the embargo ends", () -> articles.get(french).status() == 200);
        Await.until(
                "the embargo ends", () -> articles.get("/api/articles/" + id).status() == 200);
        assertThat(articles.get("/en/articles/" + MARKER + "-slug").expect(200).text())
                .contains(
                        MARKER + " title", MARKER + " text", MARKER + " alt", MARKER + " caption", MARKER + " author");
        for (String path : List.of(
                "/en",
                "/fr",
                "/en/topics/water",
                "/fr/topics/water",
                "/api/articles/" + id,
                "/api/articles/" + sibling,
                "/api/articles/" + gone,
                "/en/articles/visible")) {
            assertThat(articles.get(path).expect(200).text()).as(path).contains(MARKER);
        }
        articles.get(URI.create(picture.get("url")).getPath()).expect(200);
        assertThat(articles.get("/en/articles/gone").expect(301).header("Location"))
                .isEqualTo("/en/articles/" + MARKER + "-return");
        assertThat(articles.changes("?limit=1000").text())
                .contains(MARKER + " title", MARKER + " text", MARKER + "-slug-fr", MARKER + "-return");
        tags.forEach((path, tag) -> {
            if (List.of("/en", "/fr", "/en/topics/water", "/en/articles/visible")
                    .contains(path)) {
                articles.send(HttpRequest.newBuilder(articles.uri(path)).header("If-None-Match", tag))
                        .expect(200);
            }
        });
    }

    @Test
    void aDraftAndItsDeletionAreSeenByNobody() {
        String unknown = UUID.randomUUID().toString();
        Map<String, String> tags = tags(unknown);
        Map<String, String> before = everything(unknown, tags);

        String id = articles.post("/api/articles", marked("en", "slug"))
                .expect(201)
                .json()
                .get("id")
                .asText();
        publish(id, "en", Instant.parse("2098-01-01T00:00:00Z"));
        articles.act(id, "en", "unschedule", "{}").expect(200);
        assertThat(everything(id, tags)).isEqualTo(before);
        articles.send(articles.writer("/api/articles/" + id + "/translations/en")
                        .DELETE())
                .expect(204);

        assertThat(everything(id, tags)).isEqualTo(before);
    }
}
