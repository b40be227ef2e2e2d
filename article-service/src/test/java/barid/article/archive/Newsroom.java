package barid.article.archive;

import barid.article.TestArticles;
import barid.kit.Await;
import barid.kit.db.TestPostgres;
import com.fasterxml.jackson.databind.JsonNode;

import javax.imageio.ImageIO;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** A press office that has done everything that may be done to articles, topics and pictures. */
final class Newsroom {
    private final TestArticles articles;
    private final String lead;
    /** In three languages, corrected, revised, with pictures. */
    final String river;

    final String leadUrl;
    final String bodyUrl;

    Newsroom(TestArticles articles) throws IOException {
        this.articles = articles;
        topic("rivers", "{\"en\":\"Rivers\",\"ar\":\"أنهار\"}");
        topic("water", "{\"en\":\"Water\",\"fr\":\"Eau\"}");
        topic("environment", "{\"en\":\"Environment\"}");
        topic("health", "{\"en\":\"Health\",\"ar\":\"الصحة\"}");
        JsonNode picture = picture(31);
        JsonNode body = picture(32);
        this.lead = "\"lead\":{\"media\":\"" + picture.get("id").asText()
                + "\",\"alt\":\"The river\",\"caption\":\"At dawn\"}";
        this.leadUrl = picture.get("url").asText();
        this.bodyUrl = body.get("url").asText();
        this.river = riverInThreeLanguages();
        oldNews();
        renamed();
        inHand();
        fromAnotherSystem();
        stoodElsewhere();
        topic("health", "{\"en\":\"Health and care\",\"ar\":\"الصحة\"}");
        merge("rivers", "water");
        merge("water", "environment");
        // After its siblings and others were announced, so its place is far from theirs.
        save(
                river,
                "en",
                "{\"title\":\"The river is clean again\",\"html\":\"<p>Corrected.</p><img src='" + bodyUrl
                        + "' alt='A bank'>\",\"topics\":[\"rivers\"]," + lead + "}");
        articles.act(river, "en", "correct", "{\"note\":\"The length of the river was wrong.\"}")
                .expect(200);
        save(river, "fr", "{\"title\":\"La rivière\",\"html\":\"<p>Révisé en silence.</p>\"}");
        articles.act(river, "fr", "revise", "{}").expect(200);
        save(river, "fr", "{\"title\":\"La rivière, pas encore publique\",\"html\":\"<p>Plus tard.</p>\"}");
    }

    private String riverInThreeLanguages() {
        String id = create("{\"language\":\"en\",\"title\":\"The river\",\"summary\":\"Clean \\\"again\\\".\",\"html\":"
                + "\"<p>Text <a href=\\\"https://example.com/?a=1&amp;b=2\\\">link</a> <a href=\\\"/en\\\">ours</a></p>"
                + "<figure><img src=\\\"" + bodyUrl + "\\\" alt=\\\"A bank\\\"></figure>\","
                + "\"topics\":[\"rivers\",\"health\"],\"authors\":[\"Salma\",\"Jean Dupont\"],"
                + lead + "}");
        publish(id, "en", "{}");
        add(id, "fr", "{\"title\":\"La rivière\",\"html\":\"<p>Texte.</p>\",\"topics\":[\"water\"]," + lead + "}");
        publish(id, "fr", "{}");
        add(
                id,
                "ar",
                "{\"title\":\"النهرُ نظيف\",\"html\":\"<p>نصٌّ عربيّ</p>\",\"origin\":\"machine\",\"engine\":\"Example MT 2\"}");
        publish(id, "ar", "{}");
        return id;
    }

    private void oldNews() {
        String old = create("{\"language\":\"ar\",\"title\":\"خبر قديم\",\"html\":\"<p>نص</p>\"}");
        publish(old, "ar", "{\"at\":\"2018-03-26T09:00:00Z\"}");
        add(old, "en", "{\"title\":\"Old news\",\"html\":\"<p>x</p>\"}");
        publish(old, "en", "{\"at\":\"2018-03-27T09:00:00Z\"}");
        String gone = create("{\"language\":\"en\",\"title\":\"Taken back\",\"html\":\"<p>x</p>\"}");
        publish(gone, "en", "{}");
        add(gone, "fr", "{\"title\":\"Reste\",\"html\":\"<p>x</p>\"}");
        publish(gone, "fr", "{}");
        articles.act(gone, "en", "withdraw", "{\"reason\":\"The figures were wrong.\"}")
                .expect(200);
        String returns = create("{\"language\":\"en\",\"title\":\"Returns in spring\",\"html\":\"<p>x</p>\"}");
        publish(returns, "en", "{}");
        articles.act(returns, "en", "withdraw", "{\"reason\":\"Until spring.\"}")
                .expect(200);
        publish(returns, "en", "{\"at\":\"" + Instant.now().plus(90, ChronoUnit.DAYS) + "\"}");
    }

    private void renamed() {
        String id = create("{\"language\":\"en\",\"title\":\"Renamed\",\"html\":\"<p>x</p>\",\"slug\":\"old-name\"}");
        publish(id, "en", "{}");
        save(id, "en", "{\"title\":\"Renamed\",\"html\":\"<p>y</p>\",\"slug\":\"new-name\"}");
        articles.act(id, "en", "revise", "{}").expect(200);
        String arabic =
                create("{\"language\":\"ar\",\"title\":\"مياه نظيفة\",\"html\":\"<p>ن</p>\",\"topics\":[\"health\"]}");
        publish(arabic, "ar", "{}");
    }

    private void inHand() {
        create("{\"language\":\"en\",\"title\":\"A draft\",\"html\":\"<p>x</p>\",\"slug\":\"held\"}");
        String scheduled = create("{\"language\":\"en\",\"title\":\"Under embargo\",\"html\":\"<p>secret</p>\"}");
        publish(scheduled, "en", "{\"at\":\"" + Instant.now().plus(60, ChronoUnit.DAYS) + "\"}");
        String deleted = create("{\"language\":\"en\",\"title\":\"Deleted\",\"html\":\"<p>x</p>\"}");
        articles.send(articles.writer("/api/articles/" + deleted + "/translations/en")
                        .DELETE())
                .expect(204);
    }

    private void fromAnotherSystem() {
        String feed = "<rss version=\"2.0\"><channel><title>t</title><link>https://old.example.org/</link>"
                + "<description>d</description><language>fr</language><item><title>Venu d'ailleurs</title>"
                + "<guid isPermaLink=\"false\">old-guid-1</guid><pubDate>Fri, 05 Jan 2018 16:51:00 GMT</pubDate>"
                + "<description>&lt;p&gt;texte&lt;/p&gt;</description></item></channel></rss>";
        take(articles, feed.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    /** What the import of a site notes, and no archive may forget: its readers' bookmarks. */
    private void stoodElsewhere() {
        String database = TestPostgres.nameOf(articles.settings());
        TestPostgres.execute(
                database,
                "INSERT INTO redirect (place, language, article) VALUES ('/2018/01/river', 'en', '" + river + "')");
        TestPostgres.execute(
                database, "INSERT INTO redirect (place, language, topic) VALUES ('/category/rivers', 'en', 'rivers')");
        TestPostgres.execute(
                database,
                "INSERT INTO imported_picture SELECT 'https://old.example.org/' || left(id, 8) || '.png', id FROM media");
    }

    /** Imports a file and returns what the report says at its end. */
    static JsonNode take(TestArticles articles, byte[] file) {
        String location = articles.send(
                        articles.writer("/api/imports").POST(HttpRequest.BodyPublishers.ofByteArray(file)))
                .expect(202)
                .header("Location");
        Await.until(
                "the import ends",
                Duration.ofSeconds(30),
                () -> articles.read(location).json().hasNonNull("endedAt"));
        JsonNode end = articles.read(location).expect(200).json();
        if (!end.get("state").asText().equals("done")) {
            throw new AssertionError(end.toString());
        }
        return end;
    }

    /** A picture of its own for each width. */
    private JsonNode picture(int width) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(width, 20, BufferedImage.TYPE_INT_RGB), "png", bytes);
        return articles.send(
                        articles.writer("/api/media").POST(HttpRequest.BodyPublishers.ofByteArray(bytes.toByteArray())))
                .expect(201)
                .json();
    }

    private String create(String json) {
        return articles.post("/api/articles", json).expect(201).json().get("id").asText();
    }

    private void add(String id, String language, String json) {
        articles.put("/api/articles/" + id + "/translations/" + language, "*", json)
                .expect(201);
    }

    private void save(String id, String language, String json) {
        String path = "/api/articles/" + id + "/translations/" + language;
        articles.put(path, articles.read(path).header("ETag"), json).expect(200);
    }

    private void publish(String id, String language, String json) {
        articles.act(id, language, "publish", json).expect(200);
    }

    private void topic(String slug, String names) {
        articles.send(articles.writer("/api/topics/" + slug)
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString("{\"names\":" + names + "}")));
    }

    private void merge(String slug, String into) {
        articles.post("/api/topics/" + slug + "/merge", "{\"into\":\"" + into + "\"}")
                .expect(200);
    }
}
