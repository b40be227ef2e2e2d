package barid.article.content;

import barid.article.TestArticles;
import barid.article.TestArticles.Answer;
import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What an article's translations are to each other, and how far each has followed its original. */
class FreshnessIT {
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

    /** An English original with a human Arabic and a machine's French translation, all public. */
    private static String trilingual(String title) {
        String id = articles.publish(title);
        add(id, "ar", "{\"title\":\"ارتفاع الأنهار\",\"html\":\"<p>نص</p>\"}");
        add(
                id,
                "fr",
                "{\"title\":\"Crues\",\"html\":\"<p>Texte</p>\",\"origin\":\"machine\",\"engine\":\"Test engine 3\"}");
        return id;
    }

    private static void add(String id, String language, String json) {
        articles.put(translation(id, language), "*", json).expect(201);
        articles.act(id, language, "publish", "{}").expect(200);
    }

    private static void save(String id, String language, String title, String html) {
        String etag = articles.read(translation(id, language)).expect(200).header("ETag");
        articles.put(translation(id, language), etag, "{\"title\":\"" + title + "\",\"html\":\"" + html + "\"}")
                .expect(200);
    }

    private static JsonNode sibling(Answer answer, String language) {
        for (JsonNode sibling : answer.expect(200).json().get("siblings")) {
            if (sibling.get("language").asText().equals(language)) {
                return sibling;
            }
        }
        throw new AssertionError("no sibling in " + language + ": " + answer.text());
    }

    @Test
    void eachTranslationShowsItsSiblingsWithStateOriginAndFreshness() {
        String id = trilingual("Rivers rise");
        articles.put(translation(id, "es"), "*", "{\"title\":\"Crecidas\",\"html\":\"\"}")
                .expect(201);

        Answer writers = articles.read(translation(id, "ar"));
        assertThat(writers.expect(200).json().get("siblings").findValuesAsText("language"))
                .containsExactly("en", "es", "fr");
        JsonNode machine = sibling(writers, "fr");
        assertThat(machine.get("state").asText()).isEqualTo("published");
        assertThat(machine.get("origin").asText()).isEqualTo("machine");
        assertThat(machine.get("engine").asText()).isEqualTo("Test engine 3");
        assertThat(machine.get("madeFrom").asInt()).isEqualTo(1);
        assertThat(machine.get("stale").asBoolean()).isFalse();
        assertThat(machine.get("slug").asText()).isEqualTo("crues");
        assertThat(machine.get("url").asText()).isEqualTo(TestArticles.BASE + "/fr/articles/crues");
        assertThat(sibling(writers, "es").get("state").asText()).isEqualTo("draft");
        assertThat(sibling(writers, "en").get("origin").asText()).isEqualTo("original");

        Answer readers = articles.get(translation(id, "ar"));
        assertThat(readers.expect(200).json().get("siblings").findValuesAsText("language"))
                .containsExactly("en", "fr");
        assertThat(sibling(readers, "fr").get("stale").asBoolean()).isFalse();
        assertThat(sibling(readers, "fr").has("madeFrom")).isFalse();
        assertThat(readers.text()).doesNotContain("Crecidas", "savedBy");
    }

    @Test
    void aNewPublicRevisionOfTheOriginalMarksItsTranslationsStale() {
        String id = trilingual("Of marks");
        String before = articles.get(translation(id, "ar")).header("ETag");

        save(id, "en", "Of stale marks", "<p>New</p>");
        assertThat(articles.read(translation(id, "ar")).json().get("stale").asBoolean())
                .as("while it is saved alone")
                .isFalse();
        assertThat(articles.get(translation(id, "ar")).header("ETag")).isEqualTo(before);
        articles.act(id, "en", "revise", "{}").expect(200);

        assertThat(articles.read(translation(id, "ar")).json().get("stale").asBoolean())
                .isTrue();
        Answer readers = articles.get(translation(id, "ar"));
        assertThat(readers.json().get("stale").asBoolean()).isTrue();
        assertThat(readers.header("ETag")).isNotEqualTo(before);
        for (JsonNode each :
                articles.get("/api/articles/" + id).expect(200).json().get("translations")) {
            boolean original = each.get("origin").asText().equals("original");
            assertThat(each.has("stale")).isEqualTo(!original);
            assertThat(original || each.get("stale").asBoolean()).isTrue();
        }

        save(id, "ar", "علامات", "<p>جديد</p>");
        assertThat(articles.read(translation(id, "ar")).json().get("stale").asBoolean())
                .as("made anew from what stands")
                .isFalse();
        assertThat(articles.get(translation(id, "ar")).json().get("stale").asBoolean())
                .as("what readers see is the old one")
                .isTrue();
    }

    @Test
    void aTranslationOfADraftFollowsTheDraft() {
        String id = articles.create("A draft");
        articles.put(translation(id, "fr"), "*", "{\"title\":\"Brouillon\",\"html\":\"\"}")
                .expect(201);
        assertThat(articles.read(translation(id, "fr")).json().get("madeFrom").asInt())
                .isEqualTo(1);

        save(id, "en", "A second draft", "");

        assertThat(articles.read(translation(id, "fr")).json().get("stale").asBoolean())
                .isTrue();
    }

    @Test
    void theDifferenceToWhatATranslationWasMadeFromIsServed() {
        String id = trilingual("The river rose");
        save(id, "en", "The river fell", "<p>Text of <b>the river</b> fell</p>");
        articles.act(id, "en", "correct", "{\"note\":\"It fell.\"}").expect(200);

        JsonNode changes = articles.read(translation(id, "ar") + "/original-changes")
                .expect(200)
                .json();

        assertThat(changes.get("language").asText()).isEqualTo("en");
        assertThat(changes.get("from").get("revision").asInt()).isEqualTo(1);
        assertThat(changes.get("to").get("revision").asInt()).isEqualTo(2);
        assertThat(changes.get("title").get("parts").toString())
                .isEqualTo("[{\"op\":\"equal\",\"text\":\"The river \"},{\"op\":\"delete\",\"text\":\"rose\"},"
                        + "{\"op\":\"insert\",\"text\":\"fell\"}]");
        assertThat(changes.get("html").get("detail").asText()).isEqualTo("word");
        assertThat(changes.get("summary").get("changed").asBoolean()).isFalse();

        articles.read(translation(id, "en") + "/original-changes").expect(404);
        articles.read(translation(id, "de") + "/original-changes").expect(404);
        articles.get(translation(id, "ar") + "/original-changes").expect(401);
    }

    @Test
    void withdrawingOneLeavesItsSiblingsWhole() {
        String id = trilingual("Withdrawn alone");
        String arabic = articles.read(translation(id, "ar")).json().get("html").asText();

        articles.act(id, "fr", "withdraw", "{\"reason\":\"Faux\"}").expect(200);

        assertThat(articles.get("/api/articles/" + id).expect(200).json().findValuesAsText("language"))
                .containsExactly("ar", "en");
        assertThat(articles.get(translation(id, "ar"))
                        .expect(200)
                        .json()
                        .get("html")
                        .asText())
                .isEqualTo(arabic);
        assertThat(sibling(articles.read(translation(id, "ar")), "fr")
                        .get("state")
                        .asText())
                .isEqualTo("withdrawn");
        articles.get(translation(id, "fr")).expect(410);

        articles.act(id, "en", "withdraw", "{\"reason\":\"Wrong\"}").expect(200);

        JsonNode left = articles.get(translation(id, "ar")).expect(200).json();
        assertThat(left.get("siblings")).isEmpty();
        assertThat(left.has("stale")).as("no public text to judge by").isFalse();
    }

    @Test
    void deletingOneLeavesItsSiblingsWholeTheOriginalIncluded() {
        String id = articles.create("To delete");
        articles.put(translation(id, "fr"), "*", "{\"title\":\"Reste\",\"html\":\"<p>Reste</p>\"}")
                .expect(201);
        articles.put(translation(id, "ar"), "*", "{\"title\":\"يبقى\",\"html\":\"<p>يبقى</p>\"}")
                .expect(201);

        articles.send(articles.writer(translation(id, "ar")).DELETE()).expect(204);
        JsonNode french = articles.read(translation(id, "fr")).expect(200).json();
        assertThat(french.get("siblings").findValuesAsText("language")).containsExactly("en");

        articles.send(articles.writer(translation(id, "en")).DELETE()).expect(204);
        JsonNode alone = articles.read(translation(id, "fr")).expect(200).json();
        assertThat(alone.get("html").asText()).isEqualTo("<p>Reste</p>");
        assertThat(alone.get("siblings")).isEmpty();
        assertThat(alone.has("stale")).isFalse();
        assertThat(articles.read("/api/articles/" + id)
                        .expect(200)
                        .json()
                        .get("original")
                        .asText())
                .isEqualTo("en");
    }
}
