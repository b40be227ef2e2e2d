package barid.feed.websub;

import barid.feed.Translations;
import barid.feed.publishing.FeedFormat;
import barid.kit.Await;
import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** The hub as subscribers meet it; the cases of websub.rocks (100 to 106) are the first ones. */
@Timeout(60)
class HubIT {
    private static final String SECRET = "a secret of the subscriber's";

    private final TestHub hub = TestHub.started();
    private final Subscribers subscribers = new Subscribers();

    @BeforeEach
    void nobodyIsThere() throws Exception {
        assertThat(hub.report().get("subscriptions").asInt()).isZero();
    }

    @AfterEach
    void stop() {
        hub.close();
        subscribers.close();
    }

    private Subscribers.Post awaitPost(String path, String title) {
        Await.until(
                title + " reaches " + path,
                () -> subscribers.posts(path).stream()
                        .anyMatch(post -> post.text().contains(title)));
        return subscribers.posts(path).stream()
                .filter(post -> post.text().contains(title))
                .findFirst()
                .orElseThrow();
    }

    private static String sha256(String secret, byte[] body) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return "sha256=" + HexFormat.of().formatHex(mac.doFinal(body));
    }

    @Test
    void aSubscriberThatConfirmsIsSentTheNextArticle() throws Exception {
        hub.subscribe(TestHub.ATOM, subscribers.callback("/plain"));
        Map<String, String> question = subscribers.questions("/plain").getFirst();
        assertThat(question)
                .containsEntry("hub.mode", "subscribe")
                .containsEntry("hub.topic", TestHub.ATOM)
                .containsEntry("hub.lease_seconds", "864000");
        assertThat(question.get("hub.challenge")).hasSizeGreaterThan(20);
        hub.publish("News for subscribers");
        Subscribers.Post post = awaitPost("/plain", "News for subscribers");
        assertThat(post.header("Content-type")).isEqualTo("application/atom+xml; charset=UTF-8");
        assertThat(post.header("Link"))
                .isEqualTo("<" + TestHub.BASE + "/hub>; rel=\"hub\", <" + TestHub.ATOM + ">; rel=\"self\"");
        assertThat(post.header("X-hub-signature")).isEmpty();
        assertThat(post.text()).startsWith("<?xml").contains("</feed>");
    }

    @Test
    void aSecretSignsTheExactBody() throws Exception {
        hub.subscribe(TestHub.ATOM, subscribers.callback("/signed"), "hub.secret", SECRET);
        hub.publish("Signed news");
        Subscribers.Post post = awaitPost("/signed", "Signed news");
        assertThat(post.header("X-hub-signature")).isEqualTo(sha256(SECRET, post.body()));
    }

    @Test
    void parametersThatItDoesNotKnowAreIgnored() throws Exception {
        hub.subscribe(TestHub.ATOM, subscribers.callback("/more"), "hub.verify", "sync", "foo", "bar");
        hub.publish("More news");
        awaitPost("/more", "More news");
    }

    @Test
    void whoSubscribesAgainIsSentEverythingOnceAndUnderTheNewSecret() throws Exception {
        String callback = subscribers.callback("/again");
        hub.subscribe(TestHub.ATOM, callback, "hub.secret", "old");
        hub.subscribe(TestHub.RSS, subscribers.callback("/other"));
        hub.request("subscribe", TestHub.ATOM, callback, "hub.secret", "new", "hub.lease_seconds", "7200");
        hub.awaitNothingPending();
        assertThat(subscribers.questions("/again").getLast()).containsEntry("hub.lease_seconds", "7200");
        hub.publish("Once only");
        Subscribers.Post post = awaitPost("/again", "Once only");
        assertThat(post.header("X-hub-signature")).isEqualTo(sha256("new", post.body()));
        hub.publish("And another");
        awaitPost("/again", "And another");
        awaitPost("/other", "And another");
        assertThat(subscribers.posts("/again")).hasSize(2);
    }

    @Test
    void aRenewalThatIsNotConfirmedLeavesTheOldSecret() throws Exception {
        String callback = subscribers.callback("/careful");
        hub.subscribe(TestHub.ATOM, callback, "hub.secret", "old");
        subscribers.answering("/careful", 404);
        hub.request("subscribe", TestHub.ATOM, callback, "hub.secret", "of somebody else");
        hub.awaitNothingPending();
        subscribers.answeringWell("/careful");
        hub.publish("Still the old");
        Subscribers.Post post = awaitPost("/careful", "Still the old");
        assertThat(post.header("X-hub-signature")).isEqualTo(sha256("old", post.body()));
    }

    @Test
    void whoHasUnsubscribedIsSentNothingMore() throws Exception {
        hub.subscribe(TestHub.ATOM, subscribers.callback("/stays"));
        hub.subscribe(TestHub.ATOM, subscribers.callback("/goes"));
        hub.publish("Before");
        awaitPost("/goes", "Before");
        assertThat(hub.request("unsubscribe", TestHub.ATOM, subscribers.callback("/goes"))
                        .statusCode())
                .isEqualTo(202);
        hub.awaitNothingPending();
        assertThat(subscribers.questions("/goes").getLast())
                .containsEntry("hub.mode", "unsubscribe")
                .doesNotContainKey("hub.lease_seconds");
        hub.publish("After");
        awaitPost("/stays", "After");
        hub.publish("Long after");
        awaitPost("/stays", "Long after");
        assertThat(subscribers.posts("/goes")).hasSize(1);
    }

    @Test
    void anUnsubscriptionThatIsNotConfirmedChangesNothing() throws Exception {
        hub.subscribe(TestHub.ATOM, subscribers.callback("/keeps"));
        subscribers.answering("/keeps", 200, "yes please");
        hub.request("unsubscribe", TestHub.ATOM, subscribers.callback("/keeps"));
        hub.awaitNothingPending();
        hub.publish("Kept");
        awaitPost("/keeps", "Kept");
    }

    @ParameterizedTest
    @EnumSource
    void everyFormatCanBeSubscribedAndComesInItsOwnType(FeedFormat format) throws Exception {
        String topic = TestHub.BASE + "/feeds/en/articles." + format.extension();
        hub.subscribe(topic, subscribers.callback("/typed"), "hub.secret", SECRET);
        hub.publish("In its type");
        Subscribers.Post post = awaitPost("/typed", "In its type");
        assertThat(post.header("Content-type")).isEqualTo(format.contentType());
        assertThat(post.header("Link")).endsWith("<" + topic + ">; rel=\"self\"");
        assertThat(post.header("X-hub-signature")).isEqualTo(sha256(SECRET, post.body()));
    }

    @Test
    void aTopicsFeedTellsOfThatTopicAlone() throws Exception {
        hub.subscribe(TestHub.BASE + "/feeds/en/topics/health.atom", subscribers.callback("/health"));
        hub.subscribe(TestHub.ATOM, subscribers.callback("/all"));
        hub.newsroom.announce(Translations.titled("Of trade").on("trade").at(3));
        awaitPost("/all", "Of trade");
        hub.publish("Of health");
        awaitPost("/all", "Of health");
        awaitPost("/health", "Of health");
        assertThat(subscribers.posts("/health")).hasSize(1);
    }

    @Test
    void theCallbacksOwnQueryIsKept() throws Exception {
        hub.subscribe(TestHub.ATOM, subscribers.callback("/query?a=1&b=%C3%A9"));
        assertThat(subscribers.questions("/query").getFirst())
                .containsEntry("a", "1")
                .containsEntry("b", "é")
                .containsEntry("hub.mode", "subscribe");
        hub.publish("To a query");
        assertThat(awaitPost("/query", "To a query").query()).isEqualTo("a=1&b=%C3%A9");
    }

    @Test
    void aLeaseIsKeptBetweenAnHourAndThirtyDays() throws Exception {
        for (var lease : Map.of("1", "3600", "7200", "7200", "999999999999999999", "2592000")
                .entrySet()) {
            String path = "/lease/" + lease.getKey();
            hub.subscribe(TestHub.ATOM, subscribers.callback(path), "hub.lease_seconds", lease.getKey());
            assertThat(subscribers.questions(path).getFirst()).containsEntry("hub.lease_seconds", lease.getValue());
        }
    }

    @Test
    void whatTheCallbackDoesNotConfirmDoesNotStand() throws Exception {
        subscribers.answering("/absent", 404);
        subscribers.answering("/wrong", 200, "not the challenge");
        subscribers.redirecting("/moved", subscribers.callback("/target"));
        for (String path : List.of("/absent", "/wrong", "/moved")) {
            hub.request("subscribe", TestHub.ATOM, subscribers.callback(path));
        }
        hub.awaitNothingPending();
        assertThat(hub.report().get("subscriptions").asInt()).isZero();
        assertThat(subscribers.questions("/target")).isEmpty();
        assertThat(subscribers.questions("/absent")).hasSize(1);
    }

    @Test
    void aCallbackThatIsNotWellIsAskedAgainAndGivenUpAfterAWhile() throws Exception {
        subscribers.answering("/ill", 503);
        hub.request("subscribe", TestHub.ATOM, subscribers.callback("/ill"));
        for (int asked = 1; asked < 4; asked++) {
            int times = asked;
            Await.until("it is asked", () -> subscribers.questions("/ill").size() == times);
            Await.until("that is noted", () -> {
                hub.dueNow();
                return subscribers.questions("/ill").size() > times;
            });
        }
        hub.awaitNothingPending();
        assertThat(subscribers.questions("/ill")).hasSize(4);
        assertThat(hub.report().get("subscriptions").asInt()).isZero();
    }

    @Test
    void aRequestThatNobodyHasVerifiedYetIsVerifiedAfterARestart() throws Exception {
        subscribers.answering("/later", 503);
        hub.request("subscribe", TestHub.ATOM, subscribers.callback("/later"));
        Await.until("it is asked", () -> subscribers.questions("/later").size() == 1);
        subscribers.answeringWell("/later");
        hub.restart(hub::dueNow);
        Await.until("it stands", () -> hub.report().get("subscriptions").asInt() == 1);
    }

    @Test
    void whatIsNoDocumentOfOursIsNoTopic() throws Exception {
        for (String topic : List.of(
                "https://elsewhere.example/feeds/en/articles.atom",
                TestHub.BASE + "/feeds/xx/articles.atom",
                TestHub.BASE + "/feeds/en/articles.pdf",
                TestHub.BASE + "/feeds/",
                TestHub.BASE + "/feeds/x.atom",
                TestHub.ATOM + "?x",
                "")) {
            HttpResponse<String> answer = hub.request("subscribe", topic, subscribers.callback("/x"));
            assertThat(answer.statusCode()).as(topic).isEqualTo(422);
            assertThat(answer.body()).contains("\"field\":\"hub.topic\"");
        }
    }

    @Test
    void aPartnersFeedIsNoTopic() throws Exception {
        hub.execute("INSERT INTO feed (key, position) VALUES ('partners/who', 1)");
        for (String path : List.of("/partners/who/articles.atom", "/feeds/partners/who.atom")) {
            assertThat(hub.request("subscribe", TestHub.BASE + path, subscribers.callback("/x"))
                            .statusCode())
                    .isEqualTo(422);
        }
    }

    @Test
    void everyFieldAtFaultIsNamed() throws Exception {
        HttpResponse<String> answer = hub.ask(
                "hub.mode", "publish",
                "hub.topic", "x",
                "hub.callback", "ftp://example.org/",
                "hub.lease_seconds", "-1",
                "hub.secret", "s".repeat(200));
        assertThat(answer.statusCode()).isEqualTo(422);
        for (String field : List.of("hub.mode", "hub.topic", "hub.callback", "hub.lease_seconds", "hub.secret")) {
            assertThat(answer.body()).contains("\"field\":\"" + field + "\"");
        }
        assertThat(hub.ask("a", "b").statusCode()).isEqualTo(422);
    }

    @Test
    void aCallbackMustBeAPlainUrlOfTheWeb() throws Exception {
        for (String callback : List.of(
                "",
                "no url",
                "/relative",
                "http://",
                "mailto:a@example.org",
                "http://example.org/#part",
                "http://example.org/é",
                "http://user@example.org/")) {
            HttpResponse<String> answer = hub.request("subscribe", TestHub.ATOM, callback);
            assertThat(answer.statusCode()).as(callback).isEqualTo(422);
            assertThat(answer.body()).contains("\"field\":\"hub.callback\"");
        }
    }

    @Test
    void oneClientOrOneHostCannotFillTheHub() throws Exception {
        hub.restartWith(
                Map.of("hub.pending-per-host", "2", "hub.max-subscriptions", "3", "hub.requests-per-hour", "7"));
        subscribers.answering("/ill", 503);
        for (String query : List.of("?1", "?2")) {
            assertThat(hub.request("subscribe", TestHub.ATOM, subscribers.callback("/ill" + query))
                            .statusCode())
                    .isEqualTo(202);
        }
        HttpResponse<String> third = hub.request("subscribe", TestHub.ATOM, subscribers.callback("/ill?3"));
        assertThat(third.statusCode()).isEqualTo(429);
        assertThat(third.headers().firstValue("Retry-After")).isPresent();
        String elsewhere = "http://127.0.0.2:" + subscribers.port();
        hub.subscribe(TestHub.ATOM, elsewhere + "/well");
        HttpResponse<String> full = hub.request("subscribe", TestHub.RSS, elsewhere + "/well");
        assertThat(full.statusCode()).isEqualTo(503);
        assertThat(full.headers().firstValue("Retry-After")).isPresent();
        assertThat(hub.request("unsubscribe", TestHub.ATOM, elsewhere + "/well").statusCode())
                .isEqualTo(202);
        hub.request("subscribe", "", "");
        assertThat(hub.request("subscribe", TestHub.ATOM, elsewhere + "/well").statusCode())
                .isEqualTo(429);
    }

    @Test
    void whatIsTooLongIsRefused() throws Exception {
        assertThat(hub.request("subscribe", TestHub.ATOM, subscribers.callback("/" + "x".repeat(2_000)))
                        .statusCode())
                .isEqualTo(422);
        assertThat(hub.request("subscribe", TestHub.ATOM, subscribers.callback("/x"), "more", "x".repeat(8 << 10))
                        .statusCode())
                .isEqualTo(413);
        assertThat(hub.post("application/json", "{}").statusCode()).isEqualTo(415);
        assertThat(hub.reader().get("/hub").statusCode()).isEqualTo(405);
        subscribers.answering("/" + "y".repeat(1_900), 404);
        assertThat(hub.request("subscribe", TestHub.ATOM, subscribers.callback("/" + "y".repeat(1_900)))
                        .statusCode())
                .isEqualTo(202);
    }

    @Test
    void aCallbackThatIsGoneIsNotAskedAgain() throws Exception {
        hub.subscribe(TestHub.ATOM, subscribers.callback("/gone"));
        subscribers.answering("/gone", 410);
        hub.publish("Nobody reads it");
        Await.until(
                "the subscription has ended",
                () -> hub.report().get("subscriptions").asInt() == 0);
        assertThat(subscribers.posts("/gone")).hasSize(1);
        assertThat(hub.metrics()).contains("barid_hub_deliveries_total{outcome=\"ended\"} 1.0");
    }

    @Test
    void whatACallbackMissedComesInOneDeliveryAndTheOperatorSeesItFail() throws Exception {
        hub.subscribe(TestHub.ATOM, subscribers.callback("/ill?key=private"));
        hub.subscribe(TestHub.ATOM, subscribers.callback("/well"));
        subscribers.redirecting("/ill", subscribers.callback("/target"));
        hub.publish("Missed first");
        awaitPost("/well", "Missed first");
        Await.until("the operator sees it", () -> hub.report().get("failing").size() == 1);
        JsonNode report = hub.report();
        assertThat(report.toString()).doesNotContain("private");
        JsonNode failing = report.get("failing").get(0);
        assertThat(failing.get("host").asText()).isEqualTo("127.0.0.1");
        assertThat(failing.get("failures").asInt()).isEqualTo(1);
        assertThat(failing.get("lastError").asText()).isEqualTo("answered 307");
        assertThat(report.get("topics").get(0).get("topic").asText()).isEqualTo(TestHub.ATOM);
        assertThat(report.get("topics").get(0).get("subscriptions").asInt()).isEqualTo(2);
        hub.publish("Missed second");
        awaitPost("/well", "Missed second");
        subscribers.answeringWell("/ill");
        int before = subscribers.posts("/ill").size();
        hub.dueNow();
        assertThat(awaitPost("/ill", "Missed second").text()).contains("Missed first");
        assertThat(subscribers.posts("/ill")).hasSize(before + 1);
        assertThat(subscribers.posts("/target")).isEmpty();
        Await.until("it is well again", () -> hub.report().get("failing").isEmpty());
        assertThat(hub.metrics()).contains("barid_hub_lag_seconds_count").contains("barid_hub_subscriptions");
    }

    @Test
    void anAtomDeliveryHoldsWhatCameAndWhatWentAndNothingElse() throws Exception {
        hub.publish("Long since known");
        Await.until(
                "readers see it",
                () -> hub.reader().text("/feeds/en/articles.atom").contains("Long since known"));
        hub.subscribe(TestHub.ATOM, subscribers.callback("/delta"));
        hub.publish("Just in");
        assertThat(awaitPost("/delta", "Just in").text()).doesNotContain("Long since known", "The first");
        hub.newsroom.announce(
                Translations.titled("Long since known").withdrawn(Translations.NOON.plusSeconds(60), "Wrong figures"));
        Subscribers.Post gone = awaitPost("/delta", "Wrong figures");
        assertThat(gone.text()).contains("<at:deleted-entry").doesNotContain("<entry>");
    }

    @Test
    void oldArticlesThatAreTakenOverAreNotTold() throws Exception {
        hub.subscribe(TestHub.ATOM, subscribers.callback("/atom"));
        hub.subscribe(TestHub.RSS, subscribers.callback("/rss"));
        hub.newsroom.announce(Translations.titled("Of old").fromThePast().at(3));
        Await.until(
                "readers see it",
                () -> hub.reader().text("/feeds/en/articles.atom").contains("Of old"));
        hub.publish("Of today");
        assertThat(awaitPost("/atom", "Of today").text()).doesNotContain("Of old");
        awaitPost("/rss", "Of today");
        assertThat(subscribers.posts("/atom")).hasSize(1);
        assertThat(subscribers.posts("/rss")).hasSize(1);
    }

    @Test
    void eachIsToldOnceHoweverManyReplicasThereAre() throws Exception {
        hub.start();
        for (int i = 0; i < 30; i++) {
            hub.request("subscribe", TestHub.RSS, subscribers.callback("/many/" + i));
        }
        hub.awaitNothingPending();
        for (String title : List.of("To many", "To many more")) {
            hub.publish(title);
            for (int i = 0; i < 30; i++) {
                awaitPost("/many/" + i, title);
            }
        }
        for (int i = 0; i < 30; i++) {
            assertThat(subscribers.posts("/many/" + i)).hasSize(2);
        }
    }

    @Test
    void aSubscriptionEndsWithItsLease() throws Exception {
        hub.subscribe(TestHub.ATOM, subscribers.callback("/short"));
        hub.subscribe(TestHub.ATOM, subscribers.callback("/long"));
        hub.execute("UPDATE subscription SET lease_until = now() WHERE callback LIKE '%/short'");
        hub.publish("Too late");
        awaitPost("/long", "Too late");
        hub.publish("Much too late");
        awaitPost("/long", "Much too late");
        assertThat(subscribers.posts("/short")).isEmpty();
    }

    @Test
    void theReportIsForOperators() throws Exception {
        assertThat(hub.reader().get("/feeds/api/subscriptions").statusCode()).isEqualTo(401);
    }
}
