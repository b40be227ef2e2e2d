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
import java.util.Arrays;

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
        JsonNode announced =
                articles.changes("").json().get("changes").get(0).get("media").get(0);
        assertThat(announced.get("url").asText()).isEqualTo(TestArticles.BASE + leadUrl);
        assertThat(announced.get("role").asText()).isEqualTo("lead");
        assertThat(announced.get("bytes").asLong()).isEqualTo(shown.response().body().length);
        assertThat(announced.get("width").asInt()).isEqualTo(31);
        assertThat(announced.get("alt").asText()).isEqualTo("A ship");
        assertThat(announced.get("caption").asText()).isEqualTo("At sea");

        articles.act(id, "en", "withdraw", "{\"reason\":\"x\"}").expect(200);

        articles.get(leadUrl).expect(404);
        articles.get(insideUrl).expect(404);
    }
}
