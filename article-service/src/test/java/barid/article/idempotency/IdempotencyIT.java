package barid.article.idempotency;

import barid.article.TestArticles;
import barid.article.TestArticles.Answer;
import barid.kit.db.TestPostgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import static org.assertj.core.api.Assertions.assertThat;

class IdempotencyIT {
    private static TestArticles articles;

    @BeforeAll
    static void start() {
        articles = TestArticles.start();
    }

    @AfterAll
    static void stop() {
        articles.close();
    }

    private static Answer create(String key, String title) {
        return articles.send(articles.writer("/api/articles")
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .POST(HttpRequest.BodyPublishers.ofString(TestArticles.text("en", title))));
    }

    private static int drafts(String title) {
        return (int) articles
                .read("/api/articles?state=draft&limit=100")
                .expect(200)
                .json()
                .get("articles")
                .findValuesAsText("title")
                .stream()
                .filter(title::equals)
                .count();
    }

    private static void age(String interval) {
        TestPostgres.execute(
                TestPostgres.nameOf(articles.settings()),
                "UPDATE idempotency_key SET created_at = created_at - interval '" + interval + "'");
    }

    @Test
    void aCreationSentAgainIsAnsweredAgainAndDoneOnce() {
        Answer first =
                create("\"8e03978e-40d5-43dd-bc93-6894a57f9324\"", "Once").expect(201);
        age("23 hours");

        Answer second =
                create("\"8e03978e-40d5-43dd-bc93-6894a57f9324\"", "Once").expect(201);

        assertThat(second.response().body()).isEqualTo(first.response().body());
        assertThat(second.header("Location")).isEqualTo(first.header("Location"));
        assertThat(create("8e03978e-40d5-43dd-bc93-6894a57f9324", "Once").header("Location"))
                .as("the bare key")
                .isEqualTo(first.header("Location"));
        assertThat(drafts("Once")).isEqualTo(1);
        assertThat(create("\"another\"", "Once").expect(201).header("Location")).isNotEqualTo(first.header("Location"));
    }

    @Test
    void aKeyUsedForSomethingElseIsRefused() {
        create("\"of-one\"", "The one").expect(201);

        Answer refused = create("\"of-one\"", "The other").expect(422);

        assertThat(refused.json().get("type").asText()).isEqualTo("urn:barid:problem:idempotency-key-reused");
        assertThat(drafts("The other")).isZero();
    }

    @Test
    void aRefusedCreationDoesNotUseItsKeyUp() {
        create("\"of-a-typo\"", " ").expect(422);

        create("\"of-a-typo\"", "Mended").expect(201);
    }

    @Test
    void aKeyIsForgottenAfterADay() {
        Answer first = create("\"of-yesterday\"", "Yesterday").expect(201);
        age("25 hours");

        Answer second = create("\"of-yesterday\"", "Today").expect(201);

        assertThat(second.header("Location")).isNotEqualTo(first.header("Location"));
    }

    @Test
    void aKeyUsedByManyAtOnceMakesOneArticle() throws Exception {
        Set<String> locations = new HashSet<>();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Answer>> answers = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                answers.add(clients.submit(() -> {
                    Answer answer = create("\"of-many\"", "At once");
                    while (answer.status() == 503) {
                        answer = create("\"of-many\"", "At once");
                    }
                    return answer;
                }));
            }
            for (Future<Answer> answer : answers) {
                locations.add(answer.get().expect(201).header("Location"));
            }
        }

        assertThat(locations).hasSize(1);
        assertThat(drafts("At once")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\"", "\"a b\"", "\"unclosed", "two words", "\"a\", \"b\"", "?1\""})
    void whatIsNoKeyIsRefused(String key) {
        create(key, "No key").expect(400);
        assertThat(drafts("No key")).isZero();
    }

    @Test
    void aKeyHasALimit() {
        create("\"" + "k".repeat(255) + "\"", "Long key").expect(201);
        create("\"" + "k".repeat(256) + "\"", "Long key").expect(400);
    }
}
