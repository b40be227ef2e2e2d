package barid.article.changes;

import barid.article.TestArticles;
import barid.article.TestArticles.Answer;
import barid.kit.db.Database;
import barid.kit.db.TestPostgres;
import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

class ChangeRoutesIT {
    private TestArticles articles;

    @BeforeEach
    void start() {
        articles = TestArticles.start();
    }

    @AfterEach
    void stop() {
        articles.close();
    }

    private JsonNode page(String query) {
        return articles.changes(query).expect(200).json();
    }

    private String head() {
        String cursor = "";
        JsonNode page = page("?limit=1000");
        while (!page.get("changes").isEmpty()) {
            cursor = page.get("cursor").asText();
            page = page("?limit=1000&after=" + cursor);
        }
        return page.get("cursor").asText();
    }

    @Test
    void anEmptyFeedHasACursorToWaitFrom() {
        JsonNode empty = page("");

        assertThat(empty.get("changes")).isEmpty();
        assertThat(empty.get("cursor").asText()).matches("0\\.[a-z0-9]+");
        assertThat(empty.get("tagAuthority").asText()).matches("news\\.example\\.org,20\\d\\d");
        String id = articles.publish("First");
        JsonNode page = page("?after=" + empty.get("cursor").asText());
        assertThat(page.get("changes")).hasSize(1);
        assertThat(page.get("changes").get(0).get("article").asText()).isEqualTo(id);
    }

    @Test
    void aPublishedTranslationIsAnnouncedWhole() {
        articles.send(articles.writer("/api/topics/health")
                        .header("Content-Type", "application/json")
                        .PUT(HttpRequest.BodyPublishers.ofString("{\"names\":{\"en\":\"Health\",\"ar\":\"الصحة\"}}")))
                .expect(201);
        String id = articles.post(
                        "/api/articles",
                        "{\"language\":\"en\",\"title\":\"Water\",\"summary\":\"In short\",\"authors\":[\"Amal\"],"
                                + "\"topics\":[\"health\"],\"html\":\"<p><a href=\\\"/en\\\">Home</a></p>\"}")
                .expect(201)
                .json()
                .get("id")
                .asText();
        String traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        articles.send(articles.writer("/api/articles/" + id + "/translations/en/publish")
                        .header("traceparent", traceparent)
                        .POST(HttpRequest.BodyPublishers.ofString("{}")))
                .expect(200);

        JsonNode changes = page("").get("changes");

        assertThat(changes.get(0).get("kind").asText()).isEqualTo("topic");
        assertThat(changes.get(0).get("names").get("ar").asText()).isEqualTo("الصحة");
        JsonNode published = changes.get(1);
        assertThat(published.get("kind").asText()).isEqualTo("published");
        assertThat(published.get("url").asText()).isEqualTo("https://news.example.org/en/articles/water");
        assertThat(published.get("html").asText()).isEqualTo("<p><a href=\"https://news.example.org/en\">Home</a></p>");
        assertThat(published.get("authors").toString()).isEqualTo("[\"Amal\"]");
        assertThat(published.get("topics").toString()).isEqualTo("[\"health\"]");
        assertThat(published.get("revision").asInt()).isEqualTo(1);
        assertThat(published.get("historical").asBoolean()).isFalse();
        assertThat(published.get("published")).isEqualTo(published.get("updated"));
        assertThat(published.get("traceparent").asText()).isEqualTo(traceparent);
        assertThat(published.get("position").asLong())
                .isGreaterThan(changes.get(0).get("position").asLong());
    }

    @Test
    void siblingsAreAnnouncedAgainWithoutMovingTheirUpdated() {
        String id = articles.publish("Siblings");
        JsonNode alone = page("").get("changes").get(0);
        assertThat(alone.get("translations")).isEmpty();
        String path = "/api/articles/" + id + "/translations/fr";
        articles.put(path, "*", TestArticles.text("fr", "Fratrie")).expect(201);
        String before = head();

        articles.act(id, "fr", "publish", "{}").expect(200);

        JsonNode changes = page("?after=" + before).get("changes");
        assertThat(changes).hasSize(2);
        assertThat(changes.get(0).get("language").asText()).isEqualTo("fr");
        JsonNode english = changes.get(1);
        assertThat(english.get("language").asText()).isEqualTo("en");
        assertThat(english.get("updated")).isEqualTo(alone.get("updated"));
        assertThat(english.get("translations").get(0).get("language").asText()).isEqualTo("fr");
        assertThat(english.get("translations").get(0).get("origin").asText()).isEqualTo("human");

        String published = head();
        articles.act(id, "en", "withdraw", "{\"reason\":\"Gone\"}").expect(200);
        JsonNode after = page("?after=" + published).get("changes");
        assertThat(after.get(0).get("kind").asText()).isEqualTo("withdrawn");
        assertThat(after.get(0).get("reason").asText()).isEqualTo("Gone");
        assertThat(after.get(1).get("translations")).isEmpty();

        // a new text in the same place concerns no sibling
        String withdrawn = head();
        articles.put(path, articles.read(path).header("ETag"), TestArticles.text("fr", "Fratrie encore"))
                .expect(200);
        articles.act(id, "fr", "revise", "{}").expect(200);
        assertThat(page("?after=" + withdrawn).get("changes")).hasSize(1);
    }

    @Test
    void theFeedHoldsOneRowForEachThingAndPagesPassNothing() {
        Set<String> published = new HashSet<>();
        for (int i = 0; i < 7; i++) {
            published.add(articles.publish("Article " + i));
        }
        String again = published.iterator().next();
        articles.act(again, "en", "withdraw", "{\"reason\":\"x\"}").expect(200);
        articles.act(again, "en", "publish", "{}").expect(200);

        List<String> seen = new ArrayList<>();
        long last = 0;
        JsonNode page = page("?limit=2");
        while (!page.get("changes").isEmpty()) {
            for (JsonNode change : page.get("changes")) {
                assertThat(change.get("position").asLong()).isGreaterThan(last);
                last = change.get("position").asLong();
                seen.add(change.get("article").asText());
            }
            page = page("?limit=2&after=" + page.get("cursor").asText());
        }
        assertThat(seen).containsExactlyInAnyOrderElementsOf(published);
        assertThat(seen.getLast()).isEqualTo(again);
    }

    @Test
    void aPageEndsBeforeItIsTooLong() {
        String html = "<p>" + "x".repeat(900_000) + "</p>";
        for (int i = 0; i < 6; i++) {
            String id = articles.post(
                            "/api/articles", "{\"language\":\"en\",\"title\":\"Long\",\"html\":\"" + html + "\"}")
                    .expect(201)
                    .json()
                    .get("id")
                    .asText();
            articles.act(id, "en", "publish", "{}").expect(200);
        }

        Answer first = articles.changes("?limit=1000").expect(200);

        assertThat(first.response().body().length).isLessThan((4 << 20) + 2000);
        assertThat(first.json().get("changes")).hasSize(4);
        assertThat(page("?after=" + first.json().get("cursor").asText()).get("changes"))
                .hasSize(2);
    }

    @Test
    void aWaitingPollAnswersAtThePublication() throws Exception {
        String head = head();
        String id = articles.create("Awaited");
        CompletableFuture<Answer> poll =
                CompletableFuture.supplyAsync(() -> articles.changes("?wait=30&after=" + head));
        articles.awaitWaiting(1);
        // saves are nothing that a follower waits for
        articles.create("Another draft");
        assertThat(poll).isNotDone();

        articles.act(id, "en", "publish", "{}").expect(200);
        Answer answer = poll.get(10, TimeUnit.SECONDS);

        assertThat(answer.json().get("changes").get(0).get("article").asText()).isEqualTo(id);
    }

    @Test
    void aPollEndsEmptyAfterItsWait() {
        String head = head();
        Instant began = Instant.now();
        assertThat(page("?wait=1&after=" + head).get("changes")).isEmpty();
        assertThat(Duration.between(began, Instant.now())).isBetween(Duration.ofMillis(900), Duration.ofSeconds(5));
    }

    @Test
    void manyWaitingPollsHoldNoConnection() throws Exception {
        String head = head();
        List<CompletableFuture<Answer>> polls = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            CompletableFuture<Answer> poll = new CompletableFuture<>();
            polls.add(poll);
            Thread.ofVirtual().start(() -> poll.complete(articles.changes("?wait=30&after=" + head)));
        }
        articles.awaitWaiting(60);

        String id = articles.publish("While sixty wait");

        for (CompletableFuture<Answer> poll : polls) {
            assertThat(poll.get(10, TimeUnit.SECONDS).expect(200).text()).contains(id);
        }
    }

    @Test
    void stoppingWakesThePolls() throws Exception {
        String head = head();
        CompletableFuture<Answer> poll =
                CompletableFuture.supplyAsync(() -> articles.changes("?wait=30&after=" + head));
        articles.awaitWaiting(1);

        articles.stop();

        assertThat(poll.get(10, TimeUnit.SECONDS).expect(200).json().get("changes"))
                .isEmpty();
    }

    @Test
    void whoAsksAgainWhileItStopsIsNotAnsweredWithoutAPause() throws Exception {
        String head = head();
        try (TestArticles leaving = articles.replica(Map.of("server.drain-period", "PT1S"))) {
            CompletableFuture<Answer> poll =
                    CompletableFuture.supplyAsync(() -> leaving.changes("?wait=30&after=" + head));
            leaving.awaitWaiting(1);
            CompletableFuture<Void> stopping = CompletableFuture.runAsync(leaving::stop);
            poll.get(10, TimeUnit.SECONDS).expect(200);

            Instant began = Instant.now();
            Answer again = leaving.changes("?wait=30&after=" + head).expect(200);
            assertThat(again.json().get("changes")).isEmpty();
            assertThat(again.header("Connection")).isEqualTo("close");
            assertThat(Duration.between(began, Instant.now())).isBetween(Duration.ofMillis(400), Duration.ofSeconds(5));
            stopping.get(10, TimeUnit.SECONDS);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?after=nonsense",
                "?after=1",
                "?after=-1.abc",
                "?after=1.ABC",
                "?limit=0",
                "?limit=1001",
                "?limit=x",
                "?wait=31",
                "?wait=-1",
                "?from=1",
                "?after="
            })
    void whatCannotBeReadIsMalformed(String query) {
        assertThat(articles.changes(query).expect(400).header("Content-Type")).isEqualTo("application/problem+json");
    }

    @Test
    void onlyFollowersRead() {
        articles.get("/api/changes").expect(401);
        articles.read("/api/changes").expect(403);
    }

    @Test
    void aCursorWhoseMarkIsUnknownIsGone() {
        articles.publish("One");
        String cursor = head();
        Answer gone = articles.changes("?after=" + cursor + "x").expect(410);
        assertThat(gone.json().get("type").asText()).endsWith("cursor-gone");
        // a place beyond the head that the mark stands for was never given
        articles.changes("?after=99" + cursor).expect(410);
    }

    @Test
    void aMarkIsForgottenNinetyDaysAfterItsRowWasSuperseded() {
        String id = articles.publish("One");
        String first = head();
        articles.act(id, "en", "withdraw", "{\"reason\":\"x\"}").expect(200);
        String second = head();
        articles.publish("Two");
        articles.changes("?after=" + first).expect(200);

        TestPostgres.execute(
                TestPostgres.nameOf(articles.settings()),
                "UPDATE change_mark SET superseded_at = superseded_at - INTERVAL '91 days' WHERE superseded_at IS NOT NULL");
        articles.publish("Three");

        articles.changes("?after=" + first).expect(410);
        articles.changes("?after=" + second).expect(200);
    }

    @Test
    void anEarlierDatabaseIsMetWithAGoneCursor() {
        String name = TestPostgres.nameOf(articles.settings());
        articles.publish("Kept");
        String early = head();
        articles.around(() -> TestPostgres.copy(name, name + "_kept"));
        articles.publish("Lost");
        String late = head();

        articles.around(() -> TestPostgres.copy(name + "_kept", name));
        articles.publish("In its place");

        articles.changes("?after=" + late).expect(410);
        assertThat(articles.changes("?after=" + early).expect(200).text()).contains("In its place");
        assertThat(page("").get("changes")).hasSize(2);
    }

    @Test
    void everyInstanceServesTheSameFeed() {
        // the same feed through a second instance, whose listener is its own
        try (TestArticles other = articles.replica()) {
            String id = articles.publish("Seen by both");
            assertThat(other.changes("").text()).contains(id);
        }
        try (Database database = Database.open(articles.settings())) {
            assertThat(database.client()
                            .execute()
                            .createNamedGet("test.rows", "SELECT count(*) AS n FROM change")
                            .execute()
                            .orElseThrow()
                            .column("n")
                            .get(Long.class))
                    .isEqualTo(1);
        }
    }
}
