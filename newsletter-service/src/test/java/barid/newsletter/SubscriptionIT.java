package barid.newsletter;

import barid.kit.Await;
import barid.kit.db.DatabaseSettings;
import barid.kit.db.TestPostgres;
import barid.newsletter.keys.Keys;
import jakarta.mail.Multipart;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

class SubscriptionIT {
    private static final String JSON = "application/json";
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final Keys KEYS = new Keys(RunningNewsletter.SECRET);

    private static DatabaseSettings database;
    private static Rows rows;
    private static TestFeed feed;
    private static SmtpSink sink;
    private static RunningNewsletter newsletter;

    @BeforeAll
    static void start() {
        database = TestPostgres.create("newsletter", true);
        rows = new Rows(database);
        feed = new TestFeed();
        sink = new SmtpSink();
        newsletter = new RunningNewsletter(
                database,
                feed.url(),
                sink.port(),
                Clock.systemUTC(),
                Map.of("subscriptions.rate-limit", "45", "subscriptions.rate-window", "PT1H"));
        feed.announce(
                new barid.kit.changes.Change.Topic(1, "health", Map.of("en", "Health", "ar", "الصحة"), null),
                new barid.kit.changes.Change.Topic(2, "old", Map.of("en", "Old"), "health"),
                Articles.published(1, "en", "An old headline"));
        Await.until("the copy is here", () -> rows.number("SELECT count(*) FROM story") == 1);
    }

    @AfterAll
    static void stop() {
        newsletter.close();
        sink.close();
        feed.close();
    }

    @BeforeEach
    void forget() {
        sink.forget();
    }

    @Test
    void nothingIsMailedBeforeTheLinkIsConfirmedByPost() throws Exception {
        HttpResponse<String> answer = signUp("amal@example.org");
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.body()).isEqualTo("{}");
        SmtpSink.Mail mail = awaitMail("amal@example.org");
        assertThat(mail.content()).doesNotContain("List-Unsubscribe", "List-Id");
        assertThat(mail.header("Auto-Submitted")).contains("auto-generated");
        String link = link(mail, "/newsletter/confirm/");

        String before = rows.fingerprint();
        HttpResponse<String> page = newsletter.get(link);
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(page.headers().firstValue("Referrer-Policy")).contains("no-referrer");
        assertThat(page.headers().firstValue("X-Robots-Tag")).contains("noindex");
        assertThat(page.body()).contains("method=\"post\"", "action=\"" + link + "\"");
        assertThat(newsletter
                        .send(HttpRequest.newBuilder(newsletter.url(link))
                                .method("HEAD", HttpRequest.BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(200);
        assertThat(rows.fingerprint()).isEqualTo(before);

        assertThat(newsletter.post(link, FORM, "").statusCode()).isEqualTo(200);
        assertThat(state("amal@example.org")).isEqualTo("confirmed");
        assertThat(rows.number("SELECT position FROM subscription JOIN subscriber ON id = subscriber"
                        + " WHERE email = 'amal@example.org'"))
                .isEqualTo(rows.number("SELECT max(number) FROM story"));
        assertThat(newsletter.post(link, FORM, "").statusCode()).isEqualTo(200);
        assertThat(sink.mails()).hasSize(1);
        assertThat(rows.strings("SELECT act || ' ' || form || ' ' || c.language || ' ' || coalesce(text, '-')"
                        + " FROM consent c LEFT JOIN consent_text ON version = text_version"
                        + " JOIN subscriber s ON s.id = c.subscriber WHERE email = 'amal@example.org' ORDER BY step"))
                .hasSize(2)
                .satisfies(acts -> {
                    assertThat(acts.getFirst()).isEqualTo("asked api ar -");
                    assertThat(acts.getLast()).startsWith("confirmed page ar توافقون على أن تستعمل");
                });
    }

    @Test
    void anAddressGetsOneMailADayAndAStandingOneIsNotChangedByAStranger() throws Exception {
        signUp("boutros@example.org");
        String link = link(awaitMail("boutros@example.org"), "/newsletter/confirm/");
        signUp("boutros@example.org");
        Await.until("both are done", () -> rows.number("SELECT count(*) FROM signup") == 0);
        assertThat(sink.mailsTo("boutros@example.org")).hasSize(1);
        newsletter.post(link, FORM, "");

        rows.execute("UPDATE subscriber SET noticed_at = noticed_at - interval '25 hours'");
        assertThat(newsletter.post("/newsletter/api/subscriptions", JSON, """
                                {"email":"BOUTROS@example.org","languages":["fr"],"cadence":"immediate"}""").statusCode())
                .isEqualTo(202);
        Await.until("told", () -> sink.mailsTo("BOUTROS@example.org").size() == 1);
        SmtpSink.Mail told = sink.mailsTo("BOUTROS@example.org").getFirst();
        assertThat(rows.strings("SELECT languages::text || cadence FROM subscription JOIN subscriber ON id = subscriber"
                        + " WHERE email = 'boutros@example.org'"))
                .containsExactly("{ar,en}daily");
        HttpResponse<String> choices = newsletter.get(link(told, "/newsletter/preferences/"));
        assertThat(choices.statusCode()).isEqualTo(200);
        assertThat(choices.body()).contains("/newsletter/unsubscribe/");
    }

    @Test
    void aConfirmationLapses() throws Exception {
        signUp("clara@example.org");
        String link = link(awaitMail("clara@example.org"), "/newsletter/confirm/");
        rows.execute("UPDATE confirmation SET expires_at = now() - interval '1 second'");
        assertThat(newsletter.get(link).statusCode()).isEqualTo(410);
        assertThat(newsletter.post(link, FORM, "").statusCode()).isEqualTo(410);
        assertThat(state("clara@example.org")).isEqualTo("unconfirmed");
        assertThat(newsletter.get("/newsletter/confirm/" + "a".repeat(42)).statusCode())
                .isEqualTo(404);
    }

    @Test
    void whoReturnsKeepsHerIdAndIsOwedNothingFromBefore() throws Exception {
        signUp("dina@example.org");
        newsletter.post(link(awaitMail("dina@example.org"), "/newsletter/confirm/"), FORM, "");
        String id = rows.strings("SELECT id FROM subscriber WHERE email = 'dina@example.org'")
                .getFirst();
        rows.execute("INSERT INTO owed VALUES ('" + id + "', gen_random_uuid(), NULL, NULL, now())");
        newsletter.post("/newsletter/unsubscribe/" + KEYS.unsubscribeToken(UUID.fromString(id)), FORM, "");
        assertThat(state("dina@example.org")).isEqualTo("unsubscribed");
        rows.execute("UPDATE subscriber SET noticed_at = NULL");
        sink.forget();
        signUp("dina@example.org");
        newsletter.post(link(awaitMail("dina@example.org"), "/newsletter/confirm/"), FORM, "");
        assertThat(rows.strings("SELECT id || state FROM subscriber WHERE email = 'dina@example.org'"))
                .containsExactly(id + "confirmed");
        assertThat(rows.number("SELECT count(*) FROM owed WHERE subscriber = '" + id + "'"))
                .isZero();
    }

    static Stream<Arguments> oneClickBodies() {
        return Stream.of(
                Arguments.of(FORM, "List-Unsubscribe=One-Click"),
                Arguments.of(
                        "multipart/form-data; boundary=b",
                        "--b\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--b--\r\n"),
                Arguments.of("text/plain", "anything"),
                Arguments.of(JSON, "{"));
    }

    @ParameterizedTest
    @MethodSource("oneClickBodies")
    void oneClickUnsubscribesWhateverTheBody(String type, String body) {
        UUID reader = rows.restingReader(UUID.randomUUID() + "@example.org", "en");
        String path = "/newsletter/unsubscribe/" + KEYS.unsubscribeToken(reader);
        String before = rows.fingerprint();
        assertThat(newsletter.get(path).statusCode()).isEqualTo(200);
        assertThat(rows.fingerprint()).isEqualTo(before);

        HttpResponse<String> answer = newsletter.post(path, type, body);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Location")).isEmpty();
        assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
        assertThat(rows.strings("SELECT state FROM subscriber WHERE id = '" + reader + "'"))
                .containsExactly("unsubscribed");
        assertThat(newsletter.post(path, type, body).statusCode()).isEqualTo(200);
    }

    @Test
    void oneClickNeedsNeitherBodyNorTypeNorAKnownReader() {
        UUID reader = rows.restingReader(UUID.randomUUID() + "@example.org", "ar");
        HttpResponse<String> answer = newsletter.send(
                HttpRequest.newBuilder(newsletter.url("/newsletter/unsubscribe/" + KEYS.unsubscribeToken(reader)))
                        .POST(HttpRequest.BodyPublishers.noBody()));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("lang=\"ar\"", "dir=\"rtl\"");
        assertThat(rows.strings("SELECT state FROM subscriber WHERE id = '" + reader + "'"))
                .containsExactly("unsubscribed");
        assertThat(newsletter
                        .post("/newsletter/unsubscribe/" + KEYS.unsubscribeToken(UUID.randomUUID()), FORM, "")
                        .statusCode())
                .isEqualTo(200);
        assertThat(newsletter
                        .post("/newsletter/unsubscribe/" + "b".repeat(42), FORM, "")
                        .statusCode())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "email | {\"email\":\"nobody\",\"languages\":[\"en\"],\"cadence\":\"daily\"}",
                "email | {\"email\":\"a@b.org\\r\\nBcc: c@d.org\",\"languages\":[\"en\"],\"cadence\":\"daily\"}",
                "languages | {\"email\":\"a@example.org\",\"languages\":[],\"cadence\":\"daily\"}",
                "languages | {\"email\":\"a@example.org\",\"languages\":[\"de\"],\"cadence\":\"daily\"}",
                "topics | {\"email\":\"a@example.org\",\"languages\":[\"en\"],\"topics\":[\"x\"],\"cadence\":\"daily\"}",
                "cadence | {\"email\":\"a@example.org\",\"languages\":[\"en\"],\"cadence\":\"yearly\"}",
                "cadence | {\"email\":\"a@example.org\",\"languages\":[\"en\"]}",
                "hour | {\"email\":\"a@example.org\",\"languages\":[\"en\"],\"cadence\":\"daily\",\"hour\":24}",
                "day | {\"email\":\"a@example.org\",\"languages\":[\"en\"],\"cadence\":\"daily\",\"day\":0}",
                "day | {\"email\":\"a@example.org\",\"languages\":[\"en\"],\"cadence\":\"weekly\",\"day\":8}",
                "day | {\"email\":\"a@example.org\",\"languages\":[\"en\"],\"cadence\":\"monthly\",\"day\":29}",
                "zone | {\"email\":\"a@example.org\",\"languages\":[\"en\"],\"cadence\":\"daily\",\"zone\":\"Mars/One\"}",
                "colour | {\"email\":\"a@example.org\",\"languages\":[\"en\"],\"cadence\":\"daily\",\"colour\":1}"
            })
    void aRefusalNamesTheFieldAndChangesNothing(String field, String body) {
        String before = rows.fingerprint();
        HttpResponse<String> answer = newsletter.post("/newsletter/api/subscriptions", JSON, body);
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.body()).contains("\"field\":\"" + field + "\"");
        assertThat(rows.fingerprint()).isEqualTo(before);
    }

    @Test
    void theFormWorksWithoutAProgramAndKeepsWhatWasWritten() throws Exception {
        HttpResponse<String> start = newsletter.get("/newsletter");
        assertThat(start.statusCode()).isEqualTo(303);
        for (String language : new String[] {"ar", "en", "fr"}) {
            HttpResponse<String> page = newsletter.get("/newsletter/" + language);
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.body()).contains("<html lang=\"" + language + "\"").doesNotContain("<script");
            assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                    .doesNotContain("unsafe-");
            assertThat(newsletter.get("/newsletter/" + language + "/sent").statusCode())
                    .isEqualTo(200);
        }
        HttpResponse<String> refused = newsletter.post(
                "/newsletter/en", FORM, "email=%22nobody&language1=ar&topic-health=on&cadence=immediate&hour=9");
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body())
                .contains(
                        "value=\"&#34;nobody\"",
                        "This is not a mail address",
                        "name=\"topic-health\" value=\"on\" checked");

        HttpResponse<String> taken = newsletter.post(
                "/newsletter/fr",
                FORM,
                "email=eva%40example.org&language1=ar&language2=en&topic-old=on&cadence=daily&hour=9");
        assertThat(taken.statusCode()).isEqualTo(303);
        assertThat(taken.headers().firstValue("Location")).contains("/newsletter/fr/sent");
        SmtpSink.Mail mail = awaitMail("eva@example.org");
        assertThat(mail.header("Content-Language")).contains("fr");
        assertThat(rows.strings("SELECT choices::text FROM confirmation JOIN subscriber ON id = subscriber"
                        + " WHERE email = 'eva@example.org'"))
                .first()
                .asString()
                .contains("\"languages\": [\"ar\", \"en\"]", "\"topics\": [\"health\"]", "\"hour\": 9");
    }

    @Test
    void anAddressOfAnotherScriptIsMailedWhereTheRelayCanAndEndsWhereItCannot() throws Exception {
        signUp("ليلى@مثال.إختبار");
        Await.until("ended", () -> rows.number("SELECT count(*) FROM signup") == 0);
        assertThat(sink.mails()).isEmpty();

        rows.execute("UPDATE subscriber SET noticed_at = NULL");
        sink.international(true);
        try {
            signUp("ليلى@مثال.إختبار");
            SmtpSink.Mail mail = awaitMail("ليلى@xn--mgbh0fb.xn--kgbechtv");
            assertThat(mail.header("To")).contains("ليلى@xn--mgbh0fb.xn--kgbechtv");
            assertThat(newsletter
                            .post(link(mail, "/newsletter/confirm/"), FORM, "")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(state("ليلى@مثال.إختبار")).isEqualTo("confirmed");
        } finally {
            sink.international(false);
        }
    }

    @Test
    void operatorsAddSubscribersOnceByAddress() {
        String body = """
                {"email":"sample@example.org","languages":["en"],"cadence":"daily","consent":"sample","position":0}""";
        assertThat(newsletter.post("/newsletter/api/subscribers", JSON, body).statusCode())
                .isEqualTo(401);
        assertThat(newsletter.operate("/newsletter/api/subscribers", body).statusCode())
                .isEqualTo(201);
        assertThat(newsletter.operate("/newsletter/api/subscribers", body).statusCode())
                .isEqualTo(200);
        assertThat(rows.number("SELECT position FROM subscription JOIN subscriber ON id = subscriber"
                        + " WHERE email = 'sample@example.org'"))
                .isZero();
        HttpResponse<String> editions =
                newsletter.send(HttpRequest.newBuilder(newsletter.url("/newsletter/api/editions"))
                        .header("Authorization", "Bearer " + RunningNewsletter.OPERATOR));
        assertThat(editions.statusCode()).isEqualTo(200);
        assertThat(editions.body()).startsWith("{\"editions\":[");
    }

    @Test
    void wrongMethodsAndUnknownPathsAreProblems() {
        assertThat(newsletter.get("/newsletter/api/subscriptions").statusCode()).isEqualTo(405);
        assertThat(newsletter.get("/newsletter/xx").statusCode()).isEqualTo(404);
        assertThat(newsletter.get("/newsletter/editions/nothing").statusCode()).isEqualTo(404);
        assertThat(newsletter.get("/newsletter/preferences/nothing").statusCode())
                .isEqualTo(404);
    }

    private static HttpResponse<String> signUp(String email) {
        return newsletter.post("/newsletter/api/subscriptions", JSON, """
                {"email":"%s","languages":["ar","en"],"topics":["health"],"cadence":"daily"}""".formatted(email));
    }

    private static String state(String email) {
        return rows.strings("SELECT state FROM subscriber WHERE email = '" + email + "'")
                .getFirst();
    }

    private static SmtpSink.Mail awaitMail(String email) {
        Await.until("a mail to " + email, () -> !sink.mailsTo(email).isEmpty());
        return sink.mailsTo(email).getFirst();
    }

    /** The path of the link with this prefix, the same in both parts of the mail. */
    private static String link(SmtpSink.Mail mail, String prefix) throws Exception {
        MimeMessage message = new MimeMessage(
                Session.getInstance(new Properties()),
                new ByteArrayInputStream(mail.content().getBytes(StandardCharsets.UTF_8)));
        Multipart parts = (Multipart) message.getContent();
        Matcher text = Pattern.compile(prefix + "[a-z2-7]+")
                .matcher((String) parts.getBodyPart(0).getContent());
        assertThat(text.find()).isTrue();
        assertThat((String) parts.getBodyPart(1).getContent()).contains(text.group());
        return text.group();
    }
}
