package barid.article.content;

import barid.article.TestArticles;
import barid.article.TestArticles.Answer;
import barid.kit.db.TestRows;
import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import javax.imageio.ImageIO;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

import static org.assertj.core.api.Assertions.assertThat;

/** What the acts do to what readers and followers see. */
class ActsIT {
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

    private void save(String id, String language, String json) {
        String path = path(id, language);
        articles.put(path, articles.read(path).header("ETag"), json).expect(200);
    }

    private JsonNode change(String id, String language) {
        for (JsonNode change :
                articles.changes("?limit=1000").expect(200).json().get("changes")) {
            if (id.equals(change.path("article").asText())
                    && language.equals(change.get("language").asText())) {
                return change;
            }
        }
        throw new AssertionError("it is not announced");
    }

    private static String text(String language, String title, String slug) {
        return "{\"language\":\"" + language + "\",\"title\":\"" + title + "\",\"slug\":\"" + slug
                + "\",\"html\":\"<p>Text</p>\"}";
    }

    private Answer page(String language, String slug) {
        return articles.get("/" + language + "/articles/" + URLEncoder.encode(slug, StandardCharsets.UTF_8));
    }

    private static String location(Answer answer) {
        return URLDecoder.decode(answer.expect(301).header("Location"), StandardCharsets.UTF_8);
    }

    @Test
    void aRevisionIsSilentAndACorrectionIsAnnounced() {
        String id = articles.publish("The figures");
        JsonNode first = change(id, "en");
        save(id, "en", TestArticles.text("en", "The figures, spelt right"));
        assertThat(change(id, "en")).as("a save is nothing").isEqualTo(first);

        articles.act(id, "en", "revise", "{}").expect(200);

        JsonNode revised = change(id, "en");
        assertThat(revised.get("title").asText()).isEqualTo("The figures, spelt right");
        assertThat(revised.get("revision").asInt()).isEqualTo(2);
        assertThat(revised.get("position").asLong())
                .isGreaterThan(first.get("position").asLong());
        assertThat(revised.get("published")).isEqualTo(first.get("published"));
        assertThat(revised.get("updated")).isEqualTo(first.get("updated"));
        assertThat(revised.has("correction")).isFalse();
        assertThat(page("en", "the-figures").text())
                .contains("The figures, spelt right")
                .doesNotContain("class=\"notice");

        save(id, "en", TestArticles.text("en", "The right figures"));
        articles.act(id, "en", "correct", "{\"note\":\"It is 12, not 21.\"}").expect(200);

        JsonNode corrected = change(id, "en");
        assertThat(corrected.get("published")).isEqualTo(first.get("published"));
        assertThat(Instant.parse(corrected.get("updated").asText()))
                .isAfter(Instant.parse(first.get("updated").asText()));
        assertThat(corrected.get("correction").get("note").asText()).isEqualTo("It is 12, not 21.");
        assertThat(corrected.get("correction").get("at")).isEqualTo(corrected.get("updated"));
        assertThat(page("en", "the-figures").text()).contains("It is 12, not 21.", "The right figures");
        JsonNode read = articles.get(path(id, "en")).json();
        assertThat(read.get("correction")).isEqualTo(corrected.get("correction"));
        assertThat(read.get("updated")).isEqualTo(corrected.get("updated"));

        // silent again: the note that stands stays as it was
        save(id, "en", TestArticles.text("en", "The right figures, spelt right"));
        articles.act(id, "en", "revise", "{}").expect(200);
        assertThat(change(id, "en").get("updated")).isEqualTo(corrected.get("updated"));
        assertThat(change(id, "en").get("correction")).isEqualTo(corrected.get("correction"));
    }

    @Test
    void aCorrectionOfOneLanguageLeavesItsSiblingsAlone() {
        String id = articles.publish("Siblings");
        articles.put(path(id, "fr"), "*", TestArticles.text("fr", "Fratrie")).expect(201);
        articles.act(id, "fr", "publish", "{}").expect(200);
        JsonNode english = change(id, "en");
        save(id, "fr", TestArticles.text("fr", "La fratrie"));

        articles.act(id, "fr", "correct", "{\"note\":\"Un titre faux.\"}").expect(200);

        assertThat(change(id, "en")).isEqualTo(english);
        assertThat(change(id, "fr").get("correction").get("note").asText()).isEqualTo("Un titre faux.");
    }

    @Test
    void aWithdrawalTakesTextAndPicturesAndLeavesTheReasonAndTheSiblings() throws IOException {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(23, 11, BufferedImage.TYPE_INT_RGB), "png", png);
        JsonNode picture = articles.send(
                        articles.writer("/api/media").POST(HttpRequest.BodyPublishers.ofByteArray(png.toByteArray())))
                .expect(201)
                .json();
        String media = picture.get("url").asText().replaceAll("^https?://[^/]+", "");
        String id = articles.post(
                        "/api/articles",
                        "{\"language\":\"ar\",\"title\":\"خبر عاجل\",\"slug\":\"خبر\",\"html\":\"<p>نص سري</p>\",\"lead\":{\"media\":\""
                                + picture.get("id").asText() + "\",\"alt\":\"بحيرة\"}}")
                .expect(201)
                .json()
                .get("id")
                .asText();
        articles.act(id, "ar", "publish", "{}").expect(200);
        articles.put(path(id, "fr"), "*", TestArticles.text("fr", "Une nouvelle"))
                .expect(201);
        articles.act(id, "fr", "publish", "{}").expect(200);
        articles.get(media).expect(200);
        JsonNode sibling = change(id, "fr");

        articles.act(id, "ar", "withdraw", "{\"reason\":\"أرقام خاطئة\"}").expect(200);

        Answer gone = page("ar", "خبر").expect(410);
        assertThat(gone.header("Cache-Control")).isEqualTo("no-store");
        assertThat(gone.header("ETag")).isEmpty();
        assertThat(gone.text())
                .contains(
                        "<html lang=\"ar\" dir=\"rtl\"", "أرقام خاطئة", "href=\"/fr/articles/une-nouvelle\"", "noindex")
                .doesNotContain("نص سري", media);
        articles.get(media).expect(404);
        assertThat(articles.get(path(id, "ar")).expect(410).json().get("reason").asText())
                .isEqualTo("أرقام خاطئة");
        assertThat(articles.get("/api/articles/" + id).expect(200).text()).doesNotContain("نص سري", "أرقام");
        JsonNode tombstone = change(id, "ar");
        assertThat(tombstone.get("kind").asText()).isEqualTo("withdrawn");
        assertThat(tombstone.get("reason").asText()).isEqualTo("أرقام خاطئة");
        JsonNode announced = change(id, "fr");
        assertThat(announced.get("updated")).isEqualTo(sibling.get("updated"));
        assertThat(announced.get("translations")).isEmpty();
        assertThat(page("fr", "une-nouvelle").expect(200).text()).doesNotContain("خبر");

        // it comes back: the same entry, the same day, a later update
        articles.act(id, "ar", "publish", "{}").expect(200);
        JsonNode back = change(id, "ar");
        assertThat(back.get("kind").asText()).isEqualTo("published");
        assertThat(back.get("entryId")).isEqualTo(tombstone.get("entryId"));
        articles.get(media).expect(200);
        page("ar", "خبر").expect(200);
    }

    @ParameterizedTest
    @CsvSource({"en, first, second, third", "ar, خبر-أول, خبر-ثان, خبر-ثالث", "fr, été, l’été-dernier-1, çà-et-là"})
    void everyNameThatWasPublicLeadsToTheOneOfToday(String language, String first, String second, String third) {
        String a = first.replace("’", "");
        String b = second.replace("’", "");
        String id = articles.post("/api/articles", text(language, "Named", a))
                .expect(201)
                .json()
                .get("id")
                .asText();
        page(language, a).expect(404);
        articles.act(id, language, "publish", "{}").expect(200);
        save(id, language, text(language, "Named", b));
        page(language, b).expect(404);
        articles.act(id, language, "revise", "{}").expect(200);
        save(id, language, text(language, "Named", third));
        articles.act(id, language, "revise", "{}").expect(200);

        page(language, third).expect(200);
        assertThat(location(page(language, a))).isEqualTo("/" + language + "/articles/" + third);
        assertThat(location(page(language, b))).isEqualTo("/" + language + "/articles/" + third);
        // a name that once led here is nobody else's
        Answer taken =
                articles.post("/api/articles", text(language, "Another", a)).expect(422);
        assertThat(taken.json().get("errors").get(0).get("field").asText()).isEqualTo("slug");
        String other = articles.post("/api/articles", TestArticles.text(language, a))
                .expect(201)
                .json()
                .get("translations")
                .get(0)
                .get("slug")
                .asText();
        assertThat(other).isNotEqualTo(a);
        // and goes back to the first, where it stands again
        save(id, language, text(language, "Named", a));
        articles.act(id, language, "revise", "{}").expect(200);
        page(language, a).expect(200);
        assertThat(location(page(language, third))).isEqualTo("/" + language + "/articles/" + a);

        articles.act(id, language, "withdraw", "{\"reason\":\"x\"}").expect(200);
        for (String name : new String[] {a, b, third}) {
            page(language, name).expect(410);
        }
        page(language, "never-public").expect(404);
    }

    @Test
    void repeatingAnActMovesNothing() {
        String id = articles.publish("Once");
        articles.act(id, "en", "correct", "{\"note\":\"n\"}").expect(200);
        articles.act(id, "en", "withdraw", "{\"reason\":\"r\"}").expect(200);
        TestRows rows = new TestRows(articles.settings());
        String before = articles.changes("").text();
        long acts = rows.number("SELECT count(*) FROM audit");

        articles.act(id, "en", "withdraw", "{\"reason\":\"r\"}").expect(200);

        assertThat(articles.changes("").text()).isEqualTo(before);
        assertThat(rows.number("SELECT count(*) FROM audit")).isEqualTo(acts);
    }
}
