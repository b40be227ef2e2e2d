package barid.article.content;

import barid.article.TestArticles;
import barid.article.TestArticles.Answer;
import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

import static org.assertj.core.api.Assertions.assertThat;

class ArticleRoutesIT {
    private static TestArticles articles;

    @BeforeAll
    static void start() {
        articles = TestArticles.start();
    }

    @AfterAll
    static void stop() {
        articles.close();
    }

    private static String translation(String id, String language) {
        return "/api/articles/" + id + "/translations/" + language;
    }

    private static JsonNode writers(String id, String language) {
        return articles.read(translation(id, language)).expect(200).json();
    }

    /** Saves another title over the newest text. */
    private static JsonNode retitle(String id, String language, String title) {
        String etag = articles.read(translation(id, language)).expect(200).header("ETag");
        return articles.put(translation(id, language), etag, TestArticles.text(language, title))
                .expect(200)
                .json();
    }

    @Test
    void anArticleBeginsAsADraftThatNoReaderSees() {
        Answer created = articles.post("/api/articles", TestArticles.text("en", "A beginning"))
                .expect(201);
        String id = created.json().get("id").asText();

        assertThat(created.header("Location")).isEqualTo("/api/articles/" + id);
        JsonNode original = created.json().get("translations").get(0);
        assertThat(original.get("state").asText()).isEqualTo("draft");
        assertThat(original.get("origin").asText()).isEqualTo("original");
        assertThat(original.get("slug").asText()).isEqualTo("a-beginning");
        assertThat(original.get("entryId").asText()).matches("tag:news\\.example\\.org,20\\d\\d:" + id + ":en");
        articles.get("/api/articles/" + id).expect(404);
        articles.get(translation(id, "en")).expect(404);
        articles.read(translation(id, "en")).expect(200);
    }

    @Test
    void readersSeeWhatIsPublishedAndATagThatUnpublishedSavesDoNotMove() {
        String id = articles.publish("Rivers rise");
        Answer first = articles.get(translation(id, "en")).expect(200);
        assertThat(first.header("Vary")).contains("Authorization");

        retitle(id, "en", "Rivers fall");

        Answer second = articles.get(translation(id, "en")).expect(200);
        assertThat(second.header("ETag")).isEqualTo(first.header("ETag"));
        assertThat(second.text()).contains("Rivers rise").doesNotContain("Rivers fall");
        assertThat(writers(id, "en").get("title").asText()).isEqualTo("Rivers fall");
        articles.send(HttpRequest.newBuilder(articles.uri(translation(id, "en")))
                        .header("If-None-Match", "\"other\", W/" + first.header("ETag")))
                .expect(304);
        assertThat(articles.get("/api/articles/" + id).expect(200).text())
                .contains("Rivers rise")
                .doesNotContain("Rivers fall", "savedBy", "etag");

        articles.act(id, "en", "publish", "{}").expect(200);

        assertThat(articles.get(translation(id, "en")).header("ETag")).isNotEqualTo(first.header("ETag"));
    }

    @Test
    void aTranslationSaysWhereItComesFromAndWhenItIsStale() {
        String id = articles.publish("Of origins");
        articles.put(
                        translation(id, "ar"),
                        "*",
                        "{\"title\":\"عن الأصول\",\"html\":\"<p>نص</p>\",\"origin\":\"machine\",\"engine\":\"Test engine 3\"}")
                .expect(201);
        JsonNode arabic = writers(id, "ar");
        assertThat(arabic.get("origin").asText()).isEqualTo("machine");
        assertThat(arabic.get("engine").asText()).isEqualTo("Test engine 3");
        assertThat(arabic.get("madeFrom").asInt()).isEqualTo(1);
        assertThat(arabic.get("stale").asBoolean()).isFalse();
        assertThat(arabic.get("slug").asText()).isEqualTo("عن-الأصول");
        assertThat(arabic.get("url").asText())
                .isEqualTo(TestArticles.BASE + "/ar/articles/%D8%B9%D9%86-%D8%A7%D9%84%D8%A3%D8%B5%D9%88%D9%84");

        retitle(id, "en", "Of origins and ends");
        articles.act(id, "en", "revise", "{}").expect(200);

        assertThat(writers(id, "ar").get("stale").asBoolean()).isTrue();
    }

    @Test
    void aSaveOverAnotherTextIsRefusedWithBoth() {
        String id = articles.create("Two editors");
        String etag = writers(id, "en").get("etag").asText();
        articles.put(translation(id, "en"), etag, TestArticles.text("en", "By the first"))
                .expect(200);

        Answer refused = articles.put(translation(id, "en"), etag, TestArticles.text("en", "By the second"))
                .expect(412);

        assertThat(refused.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(refused.json().get("current").get("title").asText()).isEqualTo("By the first");
        assertThat(refused.json().get("current").get("etag").asText())
                .isEqualTo(writers(id, "en").get("etag").asText());
        assertThat(refused.json().get("refused").get("title").asText()).isEqualTo("By the second");
        assertThat(writers(id, "en").get("revision").asInt()).isEqualTo(2);
        articles.put(translation(id, "en"), "*", TestArticles.text("en", "By a third"))
                .expect(412);
        articles.put(translation(id, "fr"), etag, TestArticles.text("fr", "Sans base"))
                .expect(412);
        articles.send(articles.writer(translation(id, "en"))
                        .header("Content-Type", "application/json")
                        .PUT(HttpRequest.BodyPublishers.ofString(TestArticles.text("en", "Blind"))))
                .expect(428);
    }

    @Test
    void correctionsMoveUpdatedAndSilentRevisionsDoNot() {
        String id = articles.publish("Figures");
        String updated = writers(id, "en").get("updated").asText();
        retitle(id, "en", "Figure");
        articles.act(id, "en", "revise", "{}").expect(200);
        assertThat(writers(id, "en").get("updated").asText()).isEqualTo(updated);
        assertThat(articles.get(translation(id, "en")).text()).contains("\"Figure\"");

        articles.act(id, "en", "correct", "{\"note\":\"The figure was wrong.\"}")
                .expect(200);

        JsonNode corrected = writers(id, "en");
        assertThat(Instant.parse(corrected.get("updated").asText())).isAfter(Instant.parse(updated));
        assertThat(corrected.get("correction").get("note").asText()).isEqualTo("The figure was wrong.");
        assertThat(corrected.get("correction").get("at")).isEqualTo(corrected.get("updated"));
        assertThat(corrected.get("published").asText())
                .isEqualTo(writers(id, "en").get("published").asText());
    }

    @Test
    void aRepeatedActChangesNothing() {
        String id = articles.publish("Once");
        assertUnmoved(id, "publish", "{}");
        assertUnmoved(id, "revise", "{}");
        articles.act(id, "en", "correct", "{\"note\":\"A note\"}").expect(200);
        assertUnmoved(id, "correct", "{\"note\":\"A note\"}");
        articles.act(id, "en", "withdraw", "{\"reason\":\"A reason\"}").expect(200);
        assertUnmoved(id, "withdraw", "{\"reason\":\"A reason\"}");

        String draft = articles.create("Later");
        String at = Instant.now()
                .plus(Duration.ofDays(1))
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
        articles.act(draft, "en", "publish", "{\"at\":\"" + at + "\"}").expect(200);
        assertUnmoved(draft, "publish", "{\"at\":\"" + at + "\"}");
        articles.act(draft, "en", "unschedule", "{}").expect(200);
        assertUnmoved(draft, "unschedule", "{}");
    }

    private static void assertUnmoved(String id, String act, String body) {
        JsonNode before = writers(id, "en");
        String head = articles.changes("?limit=1").json().get("cursor").asText().replaceAll(".*\\.", "");
        articles.act(id, "en", act, body).expect(200);
        assertThat(writers(id, "en")).as(act).isEqualTo(before);
        assertThat(articles.changes("?limit=1").json().get("cursor").asText())
                .as(act)
                .endsWith("." + head);
    }

    @Test
    void aWithdrawnTextIsGoneWithItsReasonAndMayReturnUnderItsId() {
        String id = articles.publish("Taken back");
        JsonNode before = writers(id, "en");

        articles.act(id, "en", "withdraw", "{\"reason\":\"It was not ours.\"}").expect(200);

        Answer gone = articles.get(translation(id, "en")).expect(410);
        assertThat(gone.json().get("reason").asText()).isEqualTo("It was not ours.");
        articles.get("/api/articles/" + id).expect(410);

        articles.act(id, "en", "publish", "{}").expect(200);

        JsonNode after = writers(id, "en");
        assertThat(after.get("entryId")).isEqualTo(before.get("entryId"));
        assertThat(after.get("published")).isEqualTo(before.get("published"));
        assertThat(Instant.parse(after.get("updated").asText()))
                .isAfter(Instant.parse(before.get("updated").asText()));
        articles.get(translation(id, "en")).expect(200);
    }

    @Test
    void actsThatTheStateDoesNotAllowAreConflicts() {
        String draft = articles.create("A draft");
        articles.act(draft, "en", "revise", "{}").expect(409);
        articles.act(draft, "en", "correct", "{\"note\":\"Nothing to correct\"}")
                .expect(409);
        articles.act(draft, "en", "withdraw", "{\"reason\":\"Nothing to withdraw\"}")
                .expect(409);
        String shown = articles.publish("A public one");
        String future = "{\"at\":\"" + Instant.now().plus(Duration.ofHours(1)) + "\"}";
        articles.act(shown, "en", "publish", future).expect(409);
        articles.act(shown, "en", "unschedule", "{}").expect(409);
        articles.send(articles.writer(translation(shown, "en")).DELETE()).expect(409);
        articles.act(shown, "fr", "publish", "{}").expect(404);
    }

    @Test
    void whatNeverWasPublicMayBeDeleted() {
        String id = articles.create("To delete");
        articles.put(translation(id, "fr"), "*", TestArticles.text("fr", "A supprimer"))
                .expect(201);

        articles.send(articles.writer(translation(id, "fr")).DELETE()).expect(204);

        articles.read(translation(id, "fr")).expect(404);
        articles.read(translation(id, "en")).expect(200);
        articles.send(articles.writer(translation(id, "en")).DELETE()).expect(204);
        articles.read("/api/articles/" + id).expect(404);
    }

    @Test
    void aPastInstantPublishesNowAndStandsAsPublished() {
        String id = articles.create("Long ago");
        articles.act(id, "en", "publish", "{\"at\":\"2001-02-03T04:05:06Z\"}").expect(200);

        JsonNode text = writers(id, "en");
        assertThat(text.get("published").asText()).isEqualTo("2001-02-03T04:05:06Z");
        assertThat(text.get("updated").asText()).isEqualTo("2001-02-03T04:05:06Z");
        assertThat(text.get("historical").asBoolean()).isTrue();
        assertThat(writers(articles.publish("Just now"), "en").get("historical").asBoolean())
                .isFalse();
    }

    @Test
    void aNameIsOneArticlesAlone() {
        String first = articles.create("The same title");
        String second = articles.create("The same title");
        assertThat(writers(first, "en").get("slug").asText()).isEqualTo("the-same-title");
        assertThat(writers(second, "en").get("slug").asText()).isEqualTo("the-same-title-2");
        Answer refused = articles.post(
                        "/api/articles",
                        "{\"language\":\"en\",\"title\":\"Another\",\"html\":\"\",\"slug\":\"the-same-title\"}")
                .expect(422);
        assertThat(refused.json().get("errors").get(0).get("field").asText()).isEqualTo("slug");
        assertThat(writers(articles.create("Media"), "en").get("slug").asText()).isEqualTo("media-2");
        // a name that only a draft held is free again when the draft lets go of it
        retitleTo(second, "another-name");
        retitleTo(articles.create("A third"), "the-same-title-2");
    }

    private static void retitleTo(String id, String slug) {
        String etag = writers(id, "en").get("etag").asText();
        articles.put(translation(id, "en"), etag, "{\"title\":\"Renamed\",\"html\":\"\",\"slug\":\"" + slug + "\"}")
                .expect(200);
    }

    @Test
    void whatIsUnsafeIsTakenOutAndNamed() {
        JsonNode created = articles.post(
                        "/api/articles",
                        "{\"language\":\"en\",\"title\":\"Unsafe\","
                                + "\"html\":\"<p onclick=\\\"x()\\\">Text<script>alert(1)</script></p>\"}")
                .expect(201)
                .json();

        assertThat(created.get("removed").toString()).isEqualTo("[\"onclick\",\"script\"]");
        assertThat(created.get("translations").get(0).get("html").asText()).isEqualTo("<p>Text</p>");
    }

    @Test
    void actsMayStateWhatTheyAreOn() {
        String id = articles.create("With a condition");
        String etag = writers(id, "en").get("etag").asText();
        retitle(id, "en", "With a newer text");

        articles.send(articles.writer(translation(id, "en") + "/publish")
                        .header("Content-Type", "application/json")
                        .header("If-Match", etag)
                        .POST(HttpRequest.BodyPublishers.ofString("{}")))
                .expect(412);

        articles.get(translation(id, "en")).expect(404);
    }
}
