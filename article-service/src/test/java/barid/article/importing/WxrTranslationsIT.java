package barid.article.importing;

import barid.article.TestArticles;
import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(120)
class WxrTranslationsIT {
    private TestArticles articles;
    private Importing importing;

    @BeforeEach
    void start() {
        articles = TestArticles.start();
        importing = new Importing(articles);
    }

    @AfterEach
    void stop() {
        articles.close();
    }

    private static String guid(int id) {
        return "https://old.example.org/?p=" + id;
    }

    private JsonNode article(int id) {
        return articles.read("/api/articles/"
                        + importing.published(guid(id)).get("article").asText())
                .expect(200)
                .json();
    }

    private String origin(int id) {
        return importing.published(guid(id)).get("origin").asText();
    }

    private List<String> languages(int id) {
        return article(id).get("translations").findValuesAsText("language");
    }

    @Test
    void polylangsGroupsAreArticlesAndNothingIsLost() {
        JsonNode end = importing.take(WxrFile.resource("polylang.wxr"));

        assertThat(end.get("format").asText()).isEqualTo("wxr");
        assertThat(end.get("taken").asInt()).as(end.toString()).isEqualTo(9);
        assertThat(languages(101)).containsExactlyInAnyOrder("ar", "en", "fr");
        assertThat(article(102)).isEqualTo(article(101)).isEqualTo(article(103));
        assertThat(origin(101)).isEqualTo("original");
        assertThat(origin(102)).isEqualTo("human");
        assertThat(languages(104)).containsExactlyInAnyOrder("en", "fr");
        assertThat(article(104).toString()).contains("\"state\":\"draft\"");
        // no English one is there: the first of the file is the original
        assertThat(languages(106)).containsExactlyInAnyOrder("ar", "fr");
        assertThat(origin(106)).isEqualTo("original");
        assertThat(origin(107)).isEqualTo("human");
        assertThat(languages(108)).containsExactly("ar");
        assertThat(languages(109)).containsExactly("en");
        // one name in two languages
        assertThat(importing.published(guid(101)).get("slug").asText()).isEqualTo("clean-water");
        assertThat(importing.published(guid(103)).get("slug").asText()).isEqualTo("clean-water");
        JsonNode arabic = importing.published(guid(102));
        assertThat(arabic.get("slug").asText()).startsWith("تقرير-عن-حالة").doesNotContain("%", "\ufffd");
        assertThat(Importing.texts(arabic.get("authors"))).containsExactly("أمينة حداد");
        assertThat(arabic.get("historical").asBoolean()).isTrue();
    }

    @Test
    void aTermInSeveralLanguagesIsOneTopicWithANameInEach() {
        importing.take(WxrFile.resource("polylang.wxr"));

        for (int id : new int[] {101, 102, 103}) {
            assertThat(Importing.texts(importing.published(guid(id)).get("topics")))
                    .contains("health");
        }
        JsonNode names = articles.get("/api/topics/health").expect(200).json().get("names");
        assertThat(names.get("ar").asText()).isEqualTo("الصحة");
        assertThat(names.get("en").asText()).isEqualTo("Health");
        assertThat(names.get("fr").asText()).isEqualTo("Santé");
        // a tag that Polylang links to nothing is a topic of its own
        assertThat(importing.published(guid(102)).get("topics")).hasSize(2);
    }

    @Test
    void wpmlsGroupsAreArticlesAndNothingIsLost() {
        JsonNode end = importing.take(WxrFile.resource("wpml.wxr"));

        assertThat(end.get("taken").asInt()).as(end.toString()).isEqualTo(6);
        assertThat(languages(201)).containsExactlyInAnyOrder("ar", "en", "fr");
        assertThat(origin(201)).isEqualTo("original");
        assertThat(origin(202)).isEqualTo("human");
        assertThat(importing.published(guid(202)).get("slug").asText()).isEqualTo("clean-water");
        assertThat(importing.published(guid(203)).get("slug").asText()).isEqualTo("clean-water");
        assertThat(languages(204)).containsExactlyInAnyOrder("en", "pt-BR");
        assertThat(languages(205)).containsExactly("en");
        assertThat(Importing.reasons(end, "Second of a group"))
                .anyMatch(reason -> reason.contains("another text in en"));
    }

    @Test
    void aSecondImportChangesNoRow() {
        for (String file : List.of("polylang.wxr", "wpml.wxr")) {
            importing.take(WxrFile.resource(file));
            List<String> before = ContentRows.all(articles.settings());

            JsonNode again = importing.take(WxrFile.resource(file));

            assertThat(again.get("skipped").asInt())
                    .isEqualTo(again.get("total").asInt());
            assertThat(ContentRows.all(articles.settings())).isEqualTo(before);
        }
    }

    @Test
    void aTranslationThatComesWithALaterFileJoinsItsArticle() {
        String whole = WxrFile.resource("wpml.wxr");
        int french = whole.indexOf("<item>", whole.indexOf("Clean water"));
        String without = whole.substring(0, french) + whole.substring(whole.indexOf("</item>", french) + 7);
        importing.take(without);
        assertThat(languages(201)).containsExactlyInAnyOrder("ar", "en");

        assertThat(importing.take(whole).get("taken").asInt()).isEqualTo(1);
        assertThat(languages(201)).containsExactlyInAnyOrder("ar", "en", "fr");
    }
}
