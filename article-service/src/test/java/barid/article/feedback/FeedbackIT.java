package barid.article.feedback;

import barid.article.TestArticles;
import barid.article.site.Browser;
import barid.kit.db.Database;
import barid.kit.http.Json;
import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class FeedbackIT {
    private static final TestArticles SERVICE = TestArticles.start();
    private static final Browser SERVER = new Browser(SERVICE);
    private static final Database DATABASE = Database.open(SERVICE.settings());

    @BeforeEach
    void forgetEarlierTests() {
        DATABASE.client()
                .execute()
                .createNamedDelete("test.forget-answers", "DELETE FROM feedback")
                .execute();
        DATABASE.client()
                .execute()
                .createNamedDelete("test.forget-secrets", "DELETE FROM feedback_secret")
                .execute();
    }

    @AfterAll
    static void stop() {
        DATABASE.close();
        SERVER.close();
    }

    private HttpResponse<String> answer(String agent, String accept, String... fields) {
        return answer(SERVER, agent, accept, fields);
    }

    private static HttpResponse<String> answer(Browser browser, String agent, String accept, String... fields) {
        StringBuilder form = new StringBuilder();
        for (int i = 0; i < fields.length; i += 2) {
            form.append(i == 0 ? "" : "&")
                    .append(fields[i])
                    .append('=')
                    .append(URLEncoder.encode(fields[i + 1], StandardCharsets.UTF_8));
        }
        return browser.send(browser.request("/en/feedback", "User-Agent", agent, "Accept", accept)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form.toString())));
    }

    private HttpResponse<String> answer(String agent, String satisfaction, String opinion) {
        return answer(
                agent,
                "text/html",
                "satisfaction",
                satisfaction,
                "opinion",
                opinion,
                "page",
                "/en/articles/x",
                "website",
                "");
    }

    private List<String> stored(String sql) {
        return DATABASE.client()
                .execute()
                .createNamedQuery("test.stored", sql)
                .execute()
                .map(row -> row.column("x").getString())
                .toList();
    }

    private JsonNode report(String query) throws Exception {
        HttpResponse<String> answer = SERVER.send(
                SERVER.request("/api/feedback" + query, "Authorization", "Bearer " + TestArticles.OPERATOR));
        assertThat(answer.statusCode()).isEqualTo(200);
        return Json.MAPPER.readTree(answer.body());
    }

    @Test
    void theSurveyStandsOnThePageItself() {
        String page = SERVER.get("/ar").body();
        assertThat(page)
                .contains("<form class=\"form\" method=\"post\" action=\"/ar/feedback\">")
                .contains("<input type=\"hidden\" name=\"page\" value=\"/ar\">")
                .containsSubsequence(
                        "<fieldset", "غير راضٍ على الإطلاق", "راضٍ تماماً", "</fieldset>", "<textarea", "<button");
        assertThat(page.split("type=\"radio\"", -1)).hasSize(6);
    }

    @Test
    void anAnswerIsStoredOnceHoweverOftenTheSameVisitorSendsIt() throws Exception {
        HttpResponse<String> first = answer("Browser", "2", "Too long");
        assertThat(first.statusCode()).isEqualTo(303);
        assertThat(first.headers().firstValue("location")).hasValue("/en/feedback/thanks?page=%2Fen%2Farticles%2Fx");
        assertThat(first.headers().firstValue("set-cookie")).isEmpty();
        answer("Browser", "5", "Better now");
        answer("Browser", "5", "Better now");
        assertThat(stored("SELECT answer || ' ' || opinion AS x FROM feedback")).containsExactly("5 Better now");
        answer("Another browser", "1", "");
        JsonNode report = report("");
        assertThat(report.get("answers").asInt()).isEqualTo(2);
        assertThat(report.get("distribution").toString()).isEqualTo("{\"1\":1,\"2\":0,\"3\":0,\"4\":0,\"5\":1}");
        assertThat(report.get("trend").get(0).get("day").asText())
                .isEqualTo(LocalDate.now(ZoneOffset.UTC).toString());
        assertThat(report.get("trend").get(0).get("average").asDouble()).isEqualTo(3.0);
        assertThat(report.get("opinions")).hasSize(1);
        assertThat(report.get("opinions").get(0).get("opinion").asText()).isEqualTo("Better now");
    }

    @Test
    void theThanksLeadBackToThePageAndNowhereElse() {
        assertThat(SERVER.get("/fr/feedback/thanks?page=%2Ffr%2Farticles%2Fx").body())
                .contains("Merci")
                .contains("href=\"/fr/articles/x\"");
        assertThat(SERVER.get("/fr/feedback/thanks?page=%2F%2Fevil.example").body())
                .doesNotContain("evil.example");
        assertThat(SERVER.get("/fr/feedback/thanks?page=javascript%3Aalert(1)").body())
                .doesNotContain("javascript");
    }

    @Test
    void nothingOfTheVisitorIsKept() {
        answer("Browser", "4", "");
        assertThat(stored("SELECT CAST(row_to_json(f) AS text) AS x FROM feedback f")
                        .getFirst())
                .doesNotContain("127.0.0.1")
                .doesNotContain("Browser");
    }

    @Test
    void theSecretOfADayIsSharedAndForgottenTheNextDay() {
        FeedbackStore store = new FeedbackStore(DATABASE.client(), DATABASE.transactions());
        LocalDate today = LocalDate.of(2026, 4, 1);
        byte[] first = store.secretOf(today, new byte[] {1, 1, 1});
        assertThat(store.secretOf(today, new byte[] {2, 2, 2})).isEqualTo(first);
        VisitorKeys visitors = new VisitorKeys(store, new SecureRandom());
        byte[] key = visitors.of(today, "192.0.2.1", "Browser", "/en");
        assertThat(visitors.of(today, "192.0.2.1", "Browser", "/en")).isEqualTo(key);
        assertThat(visitors.of(today, "192.0.2.1", "Browser", "/fr")).isNotEqualTo(key);
        assertThat(visitors.of(today.plusDays(1), "192.0.2.1", "Browser", "/en"))
                .isNotEqualTo(key);
        assertThat(stored("SELECT CAST(day AS text) AS x FROM feedback_secret")).containsExactly("2026-04-02");
        store.forgetBefore(today.plusDays(2));
        assertThat(stored("SELECT CAST(day AS text) AS x FROM feedback_secret")).isEmpty();
    }

    @Test
    void whatIsRefusedStandsBesideItsFieldAndNothingIsLost() {
        HttpResponse<String> refused = answer("Browser", "9", "My words & <b>more</b>");
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body())
                .contains("Choose one of the five answers.")
                .contains("My words &amp; &lt;b&gt;more&lt;/b&gt;")
                .contains("name=\"page\" value=\"/en/articles/x\"");
        HttpResponse<String> tooLong = answer("Browser", "3", "ب".repeat(2001));
        assertThat(tooLong.statusCode()).isEqualTo(422);
        assertThat(tooLong.body())
                .contains("longer than 2,000 characters")
                .contains("ب".repeat(2001))
                .contains("value=\"3\" required checked");
        assertThat(answer("Browser", "3", "ب".repeat(2000)).statusCode()).isEqualTo(303);
        assertThat(answer("Browser", "3", "bell \u0007").statusCode()).isEqualTo(422);
        assertThat(stored("SELECT opinion AS x FROM feedback")).hasSize(1);
    }

    @Test
    void aProgramGetsAProblemThatNamesTheField() throws Exception {
        HttpResponse<String> refused = answer("curl", "*/*", "opinion", "x", "page", "/en");
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.headers().firstValue("content-type")).hasValue("application/problem+json");
        assertThat(Json.MAPPER
                        .readTree(refused.body())
                        .get("errors")
                        .get(0)
                        .get("field")
                        .asText())
                .isEqualTo("satisfaction");
        assertThat(answer("curl", "*/*", "satisfaction", "3", "page", "//evil.example")
                        .statusCode())
                .isEqualTo(422);
    }

    @Test
    void aProgramThatFillsTheHiddenFieldIsThankedAndIgnored() {
        HttpResponse<String> trapped =
                answer("Bot", "text/html", "satisfaction", "5", "page", "/en", "website", "http://spam.example");
        assertThat(trapped.statusCode()).isEqualTo(303);
        assertThat(stored("SELECT 'one' AS x FROM feedback")).isEmpty();
    }

    @Test
    void oneAddressCannotFloodTheSurvey() {
        try (Browser other = new Browser(TestArticles.start())) {
            for (int i = 0; i < 60; i++) {
                HttpResponse<String> taken =
                        answer(other, "Browser " + i, "text/html", "satisfaction", "1", "page", "/en");
                assertThat(taken.statusCode()).isEqualTo(303);
            }
            HttpResponse<String> last = answer(other, "Browser", "text/html", "satisfaction", "1", "page", "/en");
            assertThat(last.statusCode()).isEqualTo(429);
            assertThat(last.headers().firstValue("retry-after")).isPresent();
            assertThat(last.body()).contains("Too many requests");
        }
    }

    @Test
    void opinionsArePagedAndReadByOperatorsAlone() throws Exception {
        for (int i = 0; i < 5; i++) {
            answer("Browser " + i, "3", "Opinion " + i);
        }
        JsonNode first = report("?limit=3");
        assertThat(first.get("opinions").findValuesAsText("opinion"))
                .containsExactly("Opinion 4", "Opinion 3", "Opinion 2");
        JsonNode second = report("?limit=3&before=" + first.get("next").asLong());
        assertThat(second.get("opinions").findValuesAsText("opinion")).containsExactly("Opinion 1", "Opinion 0");
        assertThat(second.has("next")).isFalse();
        assertThat(SERVER.send(SERVER.request("/api/feedback")).statusCode()).isEqualTo(401);
        assertThat(SERVER.send(SERVER.request(
                                "/api/feedback?limit=x", "Authorization", "Bearer " + TestArticles.OPERATOR))
                        .statusCode())
                .isEqualTo(400);
    }
}
