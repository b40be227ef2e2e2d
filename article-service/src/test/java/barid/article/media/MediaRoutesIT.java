package barid.article.media;

import barid.article.TestArticles;
import barid.article.TestArticles.Answer;
import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import javax.imageio.ImageIO;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;

class MediaRoutesIT {
    private static TestArticles articles;

    @BeforeAll
    static void start() {
        articles = TestArticles.start();
    }

    @AfterAll
    static void stop() {
        articles.close();
    }

    private static byte[] picture(String format, int width, int height) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), format, out);
        return out.toByteArray();
    }

    private static Answer upload(byte[] bytes) {
        return articles.send(articles.writer("/api/media").POST(HttpRequest.BodyPublishers.ofByteArray(bytes)));
    }

    @Test
    void anUploadIsKnownByItsBytes() throws IOException {
        JsonNode png = upload(picture("png", 30, 20)).expect(201).json();

        assertThat(png.get("type").asText()).isEqualTo("image/png");
        assertThat(png.get("width").asInt()).isEqualTo(30);
        assertThat(png.get("height").asInt()).isEqualTo(20);
        assertThat(png.get("url").asText()).isEqualTo("/media/" + png.get("id").asText() + ".png");
        assertThat(upload(picture("png", 30, 20)).expect(201).json()).isEqualTo(png);
        assertThat(upload(picture("jpeg", 8, 4)).expect(201).json().get("type").asText())
                .isEqualTo("image/jpeg");
        assertThat(upload(picture("gif", 8, 4)).expect(201).json().get("type").asText())
                .isEqualTo("image/gif");
    }

    @Test
    void whatIsNoPictureIsRefused() throws IOException {
        upload("<svg xmlns='http://www.w3.org/2000/svg'/>".getBytes()).expect(415);
        upload(new byte[0]).expect(415);
        upload(Arrays.copyOf(picture("png", 9, 9), 20)).expect(422);
        upload(new byte[(20 << 20) + 1]).expect(413);
        articles.send(HttpRequest.newBuilder(articles.uri("/api/media"))
                        .POST(HttpRequest.BodyPublishers.ofByteArray(picture("png", 9, 9))))
                .expect(401);
    }

    @Test
    void aPictureIsPublicOnlyWhileAPublishedTextRefersToIt() throws IOException {
        JsonNode lead = upload(picture("png", 31, 20)).expect(201).json();
        JsonNode inside = upload(picture("png", 32, 20)).expect(201).json();
        String leadUrl = lead.get("url").asText();
        String insideUrl = inside.get("url").asText();
        String id = articles.post(
                        "/api/articles",
                        "{\"language\":\"en\",\"title\":\"Pictures\",\"html\":\"<img src=\\\"" + TestArticles.BASE
                                + insideUrl + "\\\" alt=\\\"x\\\">\",\"lead\":{\"media\":\""
                                + lead.get("id").asText() + "\",\"alt\":\"A ship\",\"caption\":\"At sea\"}}")
                .expect(201)
                .json()
                .get("id")
                .asText();
        articles.get(leadUrl).expect(404);
        articles.get(insideUrl).expect(404);

        articles.act(id, "en", "publish", "{}").expect(200);

        Answer shown = articles.get(leadUrl).expect(200);
        articles.get(insideUrl).expect(200);
        assertThat(shown.response().body()).isEqualTo(picture("png", 31, 20));
        assertThat(shown.header("Content-Type")).isEqualTo("image/png");
        assertThat(shown.header("Cache-Control")).contains("immutable");
        assertThat(shown.header("X-Content-Type-Options")).isEqualTo("nosniff");
        Answer unchanged = articles.send(
                        HttpRequest.newBuilder(articles.uri(leadUrl)).header("If-None-Match", shown.header("ETag")))
                .expect(304);
        assertThat(unchanged.response().body()).isEmpty();
        articles.get(leadUrl.replace(".png", ".jpg")).expect(404);
        JsonNode announced = announced(id).get("media").get(0);
        // a JPEG, which every mail program can show
        assertThat(announced.get("url").asText()).isEqualTo(TestArticles.BASE + leadUrl.replace(".png", "-31.jpg"));
        assertThat(announced.get("type").asText()).isEqualTo("image/jpeg");
        Answer preview = articles.get(leadUrl.replace(".png", "-31.jpg")).expect(200);
        assertThat(announced.get("role").asText()).isEqualTo("lead");
        assertThat(announced.get("bytes").asLong()).isEqualTo(preview.response().body().length);
        assertThat(announced.get("width").asInt()).isEqualTo(31);
        assertThat(announced.get("alt").asText()).isEqualTo("A ship");
        assertThat(announced.get("caption").asText()).isEqualTo("At sea");

        articles.act(id, "en", "withdraw", "{\"reason\":\"x\"}").expect(200);

        articles.get(leadUrl).expect(404);
        articles.get(leadUrl.replace(".png", "-31.jpg")).expect(404);
        articles.get(insideUrl).expect(404);
    }

    private static JsonNode announced(String article) {
        for (JsonNode change : articles.changes("").json().get("changes")) {
            if (change.get("article").asText().equals(article)) {
                return change;
            }
        }
        throw new AssertionError("nothing is announced of " + article);
    }

    private static String draft(String lead, String html) {
        return "{\"language\":\"en\",\"title\":\"Pictures\",\"html\":\"" + html.replace("\"", "\\\"") + "\""
                + (lead.isEmpty() ? "" : ",\"lead\":" + lead) + "}";
    }

    private static String create(String lead, String html) {
        return articles.post("/api/articles", draft(lead, html))
                .expect(201)
                .json()
                .get("id")
                .asText();
    }

    @Test
    void anUploadIsAnsweredWithRenditionsThatAreShownLikeIt() throws IOException {
        JsonNode media = upload(picture("jpeg", 1400, 700)).expect(201).json();
        List<String> cuts = new ArrayList<>();
        media.get("renditions")
                .forEach(cut -> cuts.add(cut.get("width").asText() + "x"
                        + cut.get("height").asText() + " " + cut.get("type").asText()));
        assertThat(cuts)
                .containsExactly(
                        "320x160 image/webp",
                        "320x160 image/jpeg",
                        "640x320 image/webp",
                        "640x320 image/jpeg",
                        "960x480 image/webp",
                        "960x480 image/jpeg",
                        "1200x600 image/webp",
                        "1200x600 image/jpeg",
                        "1400x700 image/webp",
                        "1400x700 image/jpeg");
        String url = media.get("renditions").get(2).get("url").asText();
        assertThat(url).isEqualTo("/media/" + media.get("id").asText() + "-640.webp");
        articles.get(url).expect(404);

        // an author may show a rendition; all of the picture's files are public with it
        String id = create("", "<img src=\"" + url + "\" alt=\"\">");
        articles.act(id, "en", "publish", "{}").expect(200);

        Answer shown = articles.get(url).expect(200);
        assertThat(shown.header("Content-Type")).isEqualTo("image/webp");
        assertThat(shown.response().body())
                .hasSize(media.get("renditions").get(2).get("bytes").asInt());
        articles.get(media.get("url").asText()).expect(200);
        articles.get(url.replace("-640", "-641")).expect(404);
        articles.get(url.replace(".webp", ".png")).expect(404);
    }

    @Test
    void aPartIsAnsweredToARange() throws IOException {
        // noise does not compress: more than the pieces in which the database is read
        byte[] noise = noise(900, 900);
        JsonNode media = upload(noise).expect(201).json();
        String url = media.get("url").asText();
        int length = media.get("bytes").asInt();
        assertThat(length).isGreaterThan(2 << 20);
        articles.act(create("", "<img src=\"" + url + "\" alt=\"\">"), "en", "publish", "{}")
                .expect(200);

        Answer whole = articles.get(url).expect(200);
        assertThat(whole.response().body()).isEqualTo(noise);
        assertThat(whole.header("Accept-Ranges")).isEqualTo("bytes");
        Answer head = articles.send(
                        HttpRequest.newBuilder(articles.uri(url)).method("HEAD", HttpRequest.BodyPublishers.noBody()))
                .expect(200);
        assertThat(head.header("Content-Length")).isEqualTo(Integer.toString(length));

        Answer part = range(url, "bytes=1000-1999", "").expect(206);
        assertThat(part.header("Content-Range")).isEqualTo("bytes 1000-1999/" + length);
        assertThat(part.response().body()).isEqualTo(Arrays.copyOfRange(noise, 1000, 2000));
        assertThat(range(url, "bytes=-5", "").expect(206).response().body())
                .isEqualTo(Arrays.copyOfRange(noise, length - 5, length));
        assertThat(range(url, "bytes=1000-", "").expect(206).response().body())
                .isEqualTo(Arrays.copyOfRange(noise, 1000, length));
        assertThat(range(url, "bytes=0-9", whole.header("ETag"))
                        .expect(206)
                        .response()
                        .body())
                .hasSize(10);
        assertThat(range(url, "bytes=0-9", "\"other\"").expect(200).response().body())
                .hasSize(length);
        assertThat(range(url, "bytes=0-9,20-29", "").expect(200).response().body())
                .hasSize(length);
        assertThat(range(url, "bytes=" + length + "-", "").expect(416).header("Content-Range"))
                .isEqualTo("bytes */" + length);
    }

    private static Answer range(String url, String range, String ifRange) {
        HttpRequest.Builder request = HttpRequest.newBuilder(articles.uri(url)).header("Range", range);
        return articles.send(ifRange.isEmpty() ? request : request.header("If-Range", ifRange));
    }

    private static byte[] noise(int width, int height) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Random random = new Random(7);
        for (int i = 0; i < width * height; i++) {
            image.setRGB(i % width, i / width, random.nextInt(1 << 24));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, "png", out);
        return out.toByteArray();
    }

    @Test
    void nothingGoesPublicThatShowsAPictureWithoutAlternativeText() throws IOException {
        JsonNode media = upload(picture("png", 33, 20)).expect(201).json();
        String lead = "{\"media\":\"" + media.get("id").asText() + "\"}";
        String img = "<img src=\"" + media.get("url").asText() + "\"";
        String id = create(lead, img + " alt=\"\">" + img + ">");

        JsonNode refused =
                articles.act(id, "en", "publish", "{}").expect(422).json().get("errors");
        assertThat(refused.findValuesAsText("field")).containsExactly("lead.alt", "html");
        assertThat(refused.get(1).get("reason").asText()).startsWith("picture 2 has no alternative text");
        articles.act(id, "en", "publish", "{\"at\":\"2999-01-01T00:00:00Z\"}").expect(422);

        String english = "/api/articles/" + id + "/translations/en";
        String described = lead.replace("}", ",\"alt\":\"A square\"}");
        String etag = articles.read(english).header("ETag");
        articles.put(english, etag, draft(described, img + " alt=\"A square\">"))
                .expect(200);
        articles.act(id, "en", "publish", "{}").expect(200);

        // what is public is not un-described by an update either
        etag = articles.read(english).header("ETag");
        articles.put(english, etag, draft(lead, "<p>x</p>")).expect(200);
        articles.act(id, "en", "revise", "{}").expect(422);
        articles.act(id, "en", "correct", "{\"note\":\"x\"}").expect(422);
        articles.act(id, "en", "publish", "{}").expect(422);

        // each language speaks for itself
        String french = "/api/articles/" + id + "/translations/fr";
        articles.put(french, "*", draft(lead, "<p>x</p>").replace("\"en\"", "\"fr\""))
                .expect(201);
        assertThat(articles.act(id, "fr", "publish", "{}")
                        .expect(422)
                        .json()
                        .get("errors")
                        .findValuesAsText("field"))
                .containsExactly("lead.alt");
    }

    @Test
    void writersSeeWhereAPictureIsUsedAndDeleteOnlyWhatIsNot() throws IOException {
        JsonNode media = upload(picture("png", 34, 20)).expect(201).json();
        String path = "/api/media/" + media.get("id").asText();
        JsonNode shown = articles.read(path).expect(200).json();
        assertThat(shown.get("uploadedBy").asText()).isEqualTo("writer");
        assertThat(shown.get("references")).isEmpty();
        assertThat(shown.get("renditions")).isEqualTo(media.get("renditions"));
        articles.get(path).expect(401);
        articles.read("/api/media/" + "0".repeat(64)).expect(404);

        String id = create("{\"media\":\"" + media.get("id").asText() + "\",\"alt\":\"A square\"}", "<p>x</p>");
        JsonNode reference =
                articles.read(path).expect(200).json().get("references").get(0);
        assertThat(reference.get("article").asText()).isEqualTo(id);
        assertThat(reference.get("language").asText()).isEqualTo("en");
        assertThat(reference.get("state").asText()).isEqualTo("draft");
        articles.send(articles.writer(path).DELETE()).expect(409);

        articles.send(articles.writer("/api/articles/" + id + "/translations/en")
                        .DELETE())
                .expect(204);
        articles.send(articles.writer(path).DELETE()).expect(204);
        articles.read(path).expect(404);
        articles.send(articles.writer(path).DELETE()).expect(404);
        assertThat(upload(picture("png", 34, 20)).expect(201).json()).isEqualTo(media);
    }

    @Test
    void theListTurnsPagesFromTheNewestOn() throws IOException {
        List<String> uploaded = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            uploaded.addFirst(upload(picture("png", 40 + i, 3))
                    .expect(201)
                    .json()
                    .get("id")
                    .asText());
        }
        List<String> listed = new ArrayList<>();
        String next = "";
        do {
            JsonNode page =
                    articles.read("/api/media?limit=2" + next).expect(200).json();
            page.get("media").forEach(media -> listed.add(media.get("id").asText()));
            next = page.has("next") ? "&after=" + page.get("next").asText() : "";
        } while (!next.isEmpty());
        assertThat(listed).doesNotHaveDuplicates().startsWith(uploaded.toArray(String[]::new));

        articles.read("/api/media?limit=101").expect(400);
        articles.read("/api/media?after=x").expect(400);
        articles.get("/api/media").expect(401);
    }
}
