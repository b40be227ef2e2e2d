package barid.newsletter.console;

import barid.kit.Await;
import barid.kit.db.DatabaseSettings;
import barid.kit.db.TestPostgres;
import barid.kit.http.Json;
import barid.newsletter.Articles;
import barid.newsletter.Rows;
import barid.newsletter.RunningNewsletter;
import barid.newsletter.SmtpSink;
import barid.newsletter.TestFeed;
import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

/** What operators do to the sending, by program, against the tables that every claim reads. */
class SendingActsIT {
    private static DatabaseSettings database;
    private static Rows rows;
    private static TestFeed feed;
    private static SmtpSink sink;
    private static RunningNewsletter newsletter;

    private PlannedEdition edition;

    @BeforeAll
    static void start() {
        database = TestPostgres.create("newsletter", true);
        rows = new Rows(database);
        feed = new TestFeed();
        sink = new SmtpSink();
        newsletter = new RunningNewsletter(database, feed.url(), sink.port(), Clock.systemUTC(), Map.of());
        feed.announce(Articles.published(1, "en", "A clinic reopens"));
        Await.until("the copy is here", () -> rows.number("SELECT count(*) FROM story") == 1);
    }

    @AfterAll
    static void stop() {
        newsletter.close();
        sink.close();
        feed.close();
    }

    @BeforeEach
    void plan() {
        rows.execute("DELETE FROM sending_hold; DELETE FROM lane; DELETE FROM edition_note");
        edition = PlannedEdition.of(rows, 6, 4);
    }

    @Test
    void anEditionIsPausedAndResumedOnceHoweverOftenItIsAskedFor() throws Exception {
        JsonNode first = ok(act("pause", "{\"reason\":\"a wrong headline\"}"));
        assertThat(first.get("changed").asBoolean()).isTrue();
        assertThat(control()).isEqualTo("paused: a wrong headline");
        assertThat(state("held")).isEqualTo(10);
        assertThat(state("pending")).isZero();

        JsonNode again = ok(act("pause", ""));
        assertThat(again.get("changed").asBoolean()).isFalse();
        assertThat(again.get("by").get("operator").asText()).isEqualTo("operator");
        assertThat(again.get("by").get("reason").asText()).isEqualTo("a wrong headline");

        assertThat(ok(act("resume", "")).get("changed").asBoolean()).isTrue();
        assertThat(control()).isEqualTo("running: ");
        assertThat(state("pending")).isEqualTo(10);
        assertThat(notes("edition:" + edition.id())).containsExactly("operator paused", "operator resumed");
    }

    @Test
    void aCancelledEditionStaysCancelled() throws Exception {
        assertThat(ok(act("cancel", "{\"reason\":\"sent by mistake\"}"))
                        .get("changed")
                        .asBoolean())
                .isTrue();
        assertThat(act("resume", "").statusCode()).isEqualTo(409);
        assertThat(act("pause", "").statusCode()).isEqualTo(409);
        assertThat(ok(act("cancel", "")).get("changed").asBoolean()).isFalse();
        assertThat(control()).isEqualTo("cancelled: sent by mistake");
    }

    @Test
    void oneOfManyCallsAtOnceChangesSomethingAndOneNoteIsLeft() {
        List<CompletableFuture<HttpResponse<String>>> calls = IntStream.range(0, 10)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> act("pause", "")))
                .toList();
        assertThat(calls.stream().filter(call -> call.join().body().contains("\"changed\":true")))
                .hasSize(1);
        assertThat(calls).allMatch(call -> call.join().statusCode() == 200);
        assertThat(notes("edition:" + edition.id())).containsExactly("operator paused");
    }

    @Test
    void allSendingIsHeldWithAReasonAndAHoldOfAnotherCauseOutlastsTheOperators() throws Exception {
        assertThat(newsletter.operate("/newsletter/api/sending/hold", "{}").statusCode())
                .isEqualTo(422);
        rows.execute("INSERT INTO sending_hold VALUES ('restored', 'the journal knows more', now())");
        assertThat(ok(newsletter.operate("/newsletter/api/sending/hold", "{\"reason\":\"night shift\"}"))
                        .get("changed")
                        .asBoolean())
                .isTrue();
        Await.until("the alert's metric says so", () -> newsletter.metrics().contains("barid_sending_held 1.0"));
        assertThat(ok(newsletter.operate("/newsletter/api/sending/hold", "{\"reason\":\"again\"}"))
                        .get("by")
                        .get("reason")
                        .asText())
                .isEqualTo("night shift");
        assertThat(ok(newsletter.operate("/newsletter/api/sending/resume", "{}"))
                        .get("changed")
                        .asBoolean())
                .isTrue();
        JsonNode sending = ok(read("/newsletter/api/sending"));
        assertThat(sending.get("holds")).hasSize(1);
        assertThat(sending.get("holds").get(0).get("cause").asText()).isEqualTo("restored");
    }

    @Test
    void aLaneThatIsResumedHasWhatWasDeferredInItDueAtOnceAndNoOtherLaneHas() throws Exception {
        edition.deferred(rows, "gmail.com", 2);
        edition.deferred(rows, "others", 1);
        assertThat(ok(lane("gmail.com", "stop", "{\"reason\":\"5.7.26\"}"))
                        .get("changed")
                        .asBoolean())
                .isTrue();
        assertThat(ok(read("/newsletter/api/sending")).get("lanes").findValuesAsText("stoppedReason"))
                .contains("5.7.26");
        assertThat(ok(lane("gmail.com", "stop", "{\"reason\":\"x\"}"))
                        .get("changed")
                        .asBoolean())
                .isFalse();
        assertThat(lane("nowhere.example", "stop", "{\"reason\":\"x\"}").statusCode())
                .isEqualTo(404);

        assertThat(ok(lane("gmail.com", "resume", "")).get("changed").asBoolean())
                .isTrue();
        assertThat(rows.number("SELECT count(*) FROM lane WHERE stopped_at IS NOT NULL"))
                .isZero();
        assertThat(rows.strings(
                        "SELECT c.lane || ' ' || count(*) FROM delivery_exception x JOIN chunk c ON c.id = x.chunk"
                                + " WHERE x.edition = '" + edition.id()
                                + "' AND x.retry_at <= now() AND c.next_at <= now()"
                                + " GROUP BY c.lane"))
                .containsExactly("gmail.com 2");
    }

    @Test
    void whatIsUncertainIsListedAndSentOnceMoreOrCountedAsSent() throws Exception {
        List<UUID> readers = edition.uncertain(rows, 3);
        JsonNode listed = ok(read("/newsletter/api/editions/" + edition.id() + "/uncertain"));
        assertThat(listed.get("uncertain").findValuesAsText("subscriber"))
                .containsExactlyInAnyOrderElementsOf(
                        readers.stream().map(UUID::toString).toList());
        assertThat(decide("{\"verdict\":\"send-again\",\"subscriber\":\"" + readers.getFirst() + "\"}")
                        .get("changed")
                        .asLong())
                .isEqualTo(1);
        assertThat(decide("{\"verdict\":\"send-again\",\"subscriber\":\"" + readers.getFirst() + "\"}")
                        .get("changed")
                        .asLong())
                .isZero();
        assertThat(rows.strings(
                        "SELECT state FROM delivery_exception x JOIN chunk c ON c.id = x.chunk WHERE x.subscriber = '"
                                + readers.getFirst() + "' AND x.retry_at <= now() AND c.next_at <= now()"))
                .containsExactly("pending");
        assertThat(decide("{\"verdict\":\"count-as-sent\"}").get("changed").asLong())
                .isEqualTo(2);
        assertThat(state("uncertain")).isZero();
        assertThat(state("sent")).isEqualTo(2);
        assertThat(rows.strings(
                        "SELECT act || ' ' || coalesce(reason, '1') FROM console_audit WHERE subject = 'edition:"
                                + edition.id() + "' ORDER BY id"))
                .containsExactly("sent-again 1", "counted-as-sent 2");
    }

    @Test
    void nothingIsSentAgainOfAnEditionThatIsOver() {
        edition.uncertain(rows, 1);
        rows.execute("UPDATE edition SET expires_at = now() - interval '1 hour' WHERE id = '" + edition.id() + "'");
        assertThat(newsletter
                        .operate(
                                "/newsletter/api/editions/" + edition.id() + "/uncertain",
                                "{\"verdict\":\"send-again\"}")
                        .statusCode())
                .isEqualTo(409);
        assertThat(state("uncertain")).isEqualTo(1);
    }

    @Test
    void nobodyActsWithoutATokenOrWithAReasonOfManyLines() {
        HttpResponse<String> refused =
                newsletter.post("/newsletter/api/editions/" + edition.id() + "/cancel", "application/json", "{}");
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(act("cancel", "{\"reason\":\"one\\ntwo\"}").statusCode()).isEqualTo(422);
        assertThat(act("cancel", "{\"reason\":\"" + "x".repeat(501) + "\"}").statusCode())
                .isEqualTo(422);
        assertThat(newsletter
                        .operate("/newsletter/api/editions/" + UUID.randomUUID() + "/pause", "{}")
                        .statusCode())
                .isEqualTo(404);
        assertThat(control()).isEqualTo("running: ");
    }

    private static JsonNode ok(HttpResponse<String> response) throws Exception {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return Json.MAPPER.readTree(response.body());
    }

    private HttpResponse<String> act(String act, String json) {
        return post("/newsletter/api/editions/" + edition.id() + "/" + act, json);
    }

    private static HttpResponse<String> lane(String lane, String act, String json) {
        return post("/newsletter/api/lanes/" + lane + "/" + act, json);
    }

    /** A call without a body if {@code json} is empty. */
    private static HttpResponse<String> post(String path, String json) {
        return json.isEmpty()
                ? newsletter.send(HttpRequest.newBuilder(newsletter.url(path))
                        .header("Authorization", "Bearer " + RunningNewsletter.OPERATOR)
                        .POST(HttpRequest.BodyPublishers.noBody()))
                : newsletter.operate(path, json);
    }

    private static HttpResponse<String> read(String path) {
        return newsletter.send(HttpRequest.newBuilder(newsletter.url(path))
                .header("Authorization", "Bearer " + RunningNewsletter.OPERATOR));
    }

    private JsonNode decide(String json) throws Exception {
        return ok(newsletter.operate("/newsletter/api/editions/" + edition.id() + "/uncertain", json));
    }

    private String control() {
        return rows.strings("SELECT control || ': ' || control_reason FROM edition WHERE id = '" + edition.id() + "'")
                .getFirst();
    }

    private static List<String> notes(String subject) {
        return rows.strings(
                "SELECT operator || ' ' || act FROM console_audit WHERE subject = '" + subject + "' ORDER BY id");
    }

    /** As the books count it; they balance whenever it is asked. */
    private long state(String state) {
        JsonNode books = null;
        for (JsonNode one : assertBooks()) {
            if (one.get("edition").asText().equals(edition.id().toString())) {
                books = one;
            }
        }
        assertThat(books).isNotNull();
        long sum = 0;
        for (JsonNode count : books.get("states")) {
            sum += count.asLong();
        }
        assertThat(sum).isEqualTo(books.get("planned").asLong());
        return books.get("states").path(state).asLong();
    }

    private static JsonNode assertBooks() {
        try {
            return ok(read("/newsletter/api/editions?limit=100")).get("editions");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
