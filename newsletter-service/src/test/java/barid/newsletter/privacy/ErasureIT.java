package barid.newsletter.privacy;

import barid.kit.Await;
import barid.kit.db.Database;
import barid.kit.db.DatabaseSettings;
import barid.kit.db.TestPostgres;
import barid.newsletter.Articles;
import barid.newsletter.Rows;
import barid.newsletter.RunningNewsletter;
import barid.newsletter.SmtpSink;
import barid.newsletter.TestFeed;
import barid.newsletter.consent.Act;
import barid.newsletter.consent.ConsentAct;
import barid.newsletter.consent.ConsentLog;
import barid.newsletter.keys.Keys;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

class ErasureIT {
    private static final String JSON = "application/json";
    private static final Pattern CONFIRM = Pattern.compile("/newsletter/confirm/[a-z2-7]{42}");
    private static final Keys KEYS = new Keys(RunningNewsletter.SECRET);
    private static final List<String> LOGGED = Collections.synchronizedList(new ArrayList<>());
    private static final Handler LOG = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            LOGGED.add(entry.getMessage() + " " + entry.getThrown());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    private static Database database;
    private static Rows rows;
    private static Traces traces;
    private static TestFeed feed;
    private static SmtpSink sink;
    private static RunningNewsletter newsletter;
    private static ConsentLog consents;

    @BeforeAll
    static void start() {
        Logger.getLogger("").addHandler(LOG);
        DatabaseSettings settings = TestPostgres.create("newsletter", true);
        database = Database.open(settings);
        rows = new Rows(settings);
        traces = new Traces(TestPostgres.owner(settings));
        feed = new TestFeed();
        sink = new SmtpSink();
        newsletter = new RunningNewsletter(settings, feed.url(), sink.port(), Clock.systemUTC(), Map.of());
        consents = new ConsentLog(KEYS, new SecureRandom(), false);
        feed.announce(Articles.published(1, "en", "A headline from before"));
        Await.until("the copy is here", () -> rows.number("SELECT count(*) FROM story") == 1);
    }

    @AfterAll
    static void stop() {
        newsletter.close();
        sink.close();
        feed.close();
        database.close();
        Logger.getLogger("").removeHandler(LOG);
    }

    @Test
    void anErasedAddressIsInNoTableAndNoLogAndNoFileBringsItBack() {
        String email = "Nour.Salame-7391@example.org";
        UUID reader = reader(email);
        agree(reader, email);
        mailOneArticle(2, email);
        // A second sign-up of hers waits behind a relay that does not answer.
        rows.execute("""
                INSERT INTO signup (id, email, mailbox, email_key, choices, language, origin, received_at, retry_at)
                SELECT gen_random_uuid(), email, mailbox, email_key, '{}', 'en', 'form', now(), '2900-01-01'
                FROM subscriber WHERE id = '%s'""".formatted(reader));
        // One asked that her own mails go there, and one left the address and was not told yet.
        changeOfAddress(reader("other@example.org"), "email_key", reader);
        changeOfAddress(reader("former@example.org"), "sha256('x')", reader);
        assertThat(traces.of(email))
                .contains(
                        "subscriber.email",
                        "subscriber.mailbox",
                        "signup.email",
                        "signup.mailbox",
                        "address_change.email",
                        "address_change.old_mailbox");
        assertThat(traces.of("nour.salame-7391")).contains("subscriber.mailbox");

        assertThat(erase(reader).statusCode()).isEqualTo(204);

        assertThat(traces.of(email)).isEmpty();
        assertThat(traces.of("nour.salame-7391")).isEmpty();
        assertThat(rows.number("SELECT count(*) FROM delivery WHERE subscriber = '" + reader + "'"))
                .as("that something was mailed stays, under an id that names nobody")
                .isEqualTo(1);
        assertThat(rows.strings("SELECT reason FROM suppression WHERE email_key = '\\x" + key(email) + "'"))
                .containsExactly("erased");
        assertThat(add(email.toUpperCase(java.util.Locale.ROOT)).statusCode()).isEqualTo(409);
        assertThat(traces.of(email)).isEmpty();
        assertThat(erase(reader).statusCode()).isEqualTo(404);
        assertThat(LOGGED)
                .noneMatch(line -> line.toLowerCase(java.util.Locale.ROOT).contains("salame"));

        assertThat(newsletter
                        .post("/newsletter/unsubscribe/" + KEYS.unsubscribeToken(reader), JSON, "")
                        .statusCode())
                .isEqualTo(200);
        assertThat(operate("/newsletter/api/subscribers/" + reader + "/export").statusCode())
                .isEqualTo(404);
    }

    @Test
    void whoWasErasedMayComeBackByHerOwnConfirmationAndIsSomebodyNew() {
        String email = "back@example.org";
        UUID before = reader(email);
        assertThat(erase(before).statusCode()).isEqualTo(204);

        assertThat(newsletter
                        .post("/newsletter/api/subscriptions", JSON, """
                                {"email":"%s","languages":["en"],"cadence":"daily"}""".formatted(email))
                        .statusCode())
                .isEqualTo(202);
        Await.until("a mail with a link", () -> confirmation(email).isPresent());
        String link = confirmation(email).orElseThrow();
        assertThat(rows.strings("SELECT reason FROM suppression WHERE email_key = '\\x" + key(email) + "'"))
                .as("a sign-up alone frees nothing")
                .containsExactly("erased");
        assertThat(newsletter
                        .post(link, "application/x-www-form-urlencoded", "")
                        .statusCode())
                .isEqualTo(200);

        assertThat(rows.strings("SELECT state FROM subscriber WHERE email_key = '\\x" + key(email) + "' AND id <> '"
                        + before + "'"))
                .containsExactly("confirmed");
        assertThat(rows.number("SELECT count(*) FROM suppression WHERE email_key = '\\x" + key(email) + "'"))
                .isZero();
    }

    @Test
    void theChainOfAnErasedReaderVerifiesAndSaysNothingOfHer() throws Exception {
        UUID reader = reader("chained@example.org");
        agree(reader, "chained@example.org");
        assertThat(operate("/newsletter/api/subscribers/" + reader + "/consents")
                        .body())
                .contains("\"email\":\"chained@example.org\"", "\"text\":\"I agree.\"");

        assertThat(erase(reader).statusCode()).isEqualTo(204);

        JsonNode chain = json(operate("/newsletter/api/subscribers/" + reader + "/consents"));
        assertThat(chain.at("/verification/intact").asBoolean()).isTrue();
        JsonNode last = chain.at("/consents").get(chain.at("/consents").size() - 1);
        assertThat(last.at("/act").asText()).isEqualTo("erased");
        assertThat(last.at("/form").asText()).isEqualTo("operator");
        assertThat(chain.findValues("details")).isNotEmpty().allMatch(JsonNode::isNull);
        JsonNode all = json(operate("/newsletter/api/consents/verification"));
        assertThat(all.at("/intact").asBoolean()).isTrue();
        assertThat(all.at("/acts").asLong()).isGreaterThanOrEqualTo(2);
    }

    @Test
    void anExportHoldsAllThatIsHeldAndFollowsItsPublishedSchema() throws Exception {
        String email = "exported@example.org";
        UUID reader = reader(email);
        agree(reader, email);
        mailOneArticle(3, email);
        fillWhatIsRare(reader);

        HttpResponse<String> answer = operate("/newsletter/api/subscribers/" + reader + "/export");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        JsonNode data = json(answer).at("/data");
        assertThat(data.at("/subscriber/email").asText()).isEqualTo(email);
        assertThat(data.at("/subscription/languages/0").asText()).isEqualTo("en");
        assertThat(data.at("/delivery/0/state").asText()).isEqualTo("sent");
        assertThat(data.at("/delivery/0/articles/0/title").asText()).isEqualTo("A headline 3");
        assertThat(data.at("/delivery/0/articles/0/link").asText())
                .isEqualTo("https://news.example.org/en/articles/article-3");
        assertThat(data.at("/consent").findValuesAsText("text")).contains("I agree.");
        assertThat(data.at("/consent").findValuesAsText("email")).contains(email);
        assertThat(data.at("/owed").size()).isEqualTo(2);
        assertThat(data.at("/address_change/email").asText()).isEqualTo("new@example.org");
        assertThat(data.at("/console_audit/0/act").asText()).isEqualTo("pause");
        assertThat(data.at("/signup/0/email").asText()).isEqualTo(email);
        assertThat(data.at("/suppression/reason").asText()).isEqualTo("bounced");

        HttpResponse<String> published = newsletter.get("/newsletter/api/export-schema.json");
        assertThat(published.headers().firstValue("Content-Type")).contains("application/schema+json");
        var schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(published.body(), InputFormat.JSON);
        assertThat(schema.validate(answer.body(), InputFormat.JSON)).isEmpty();
        assertThat(schema.validate(answer.body().replace("\"made\"", "\"mode\""), InputFormat.JSON))
                .isNotEmpty();
    }

    @Test
    void anExportNamesEveryTableThatHoldsTheReader() throws Exception {
        UUID reader = reader("tables@example.org");
        Set<String> named = new TreeSet<>();
        json(operate("/newsletter/api/subscribers/" + reader + "/export"))
                .at("/data")
                .fieldNames()
                .forEachRemaining(named::add);
        Set<String> holding = new TreeSet<>();
        for (String table : traces.tables()) {
            if (traces.columns(table).stream()
                    .anyMatch(Set.of("subscriber", "email", "mailbox", "email_key")::contains)) {
                holding.add(table);
            }
        }
        assertThat(named).isEqualTo(holding).isEqualTo(PersonalData.tablesOfReaders());
    }

    @Test
    void operatorsAloneExportEraseAndReadTheEvidence() {
        UUID reader = reader("guarded@example.org");
        String path = "/newsletter/api/subscribers/" + reader;
        assertThat(newsletter.get(path + "/export").statusCode()).isEqualTo(401);
        assertThat(newsletter.get(path + "/consents").statusCode()).isEqualTo(401);
        assertThat(newsletter.get("/newsletter/api/consents/verification").statusCode())
                .isEqualTo(401);
        assertThat(newsletter
                        .send(HttpRequest.newBuilder(newsletter.url(path)).DELETE())
                        .statusCode())
                .isEqualTo(401);
        assertThat(operate("/newsletter/api/subscribers/nobody/export").statusCode())
                .isEqualTo(404);
        assertThat(rows.number("SELECT count(*) FROM subscriber WHERE id = '" + reader + "'"))
                .isEqualTo(1);
    }

    /** A confirmed reader whom an operator brought. */
    private static UUID reader(String email) {
        assertThat(add(email).statusCode()).isEqualTo(201);
        return UUID.fromString(rows.strings("SELECT id FROM subscriber WHERE email_key = '\\x" + key(email) + "'")
                .getFirst());
    }

    private static HttpResponse<String> add(String email) {
        return newsletter.operate("/newsletter/api/subscribers", """
                {"email":"%s","languages":["en"],"cadence":"immediate","consent":"fair"}""".formatted(email));
    }

    private static void agree(UUID reader, String email) {
        database.transactions()
                .run(tx -> consents.record(
                        tx,
                        new ConsentAct(
                                reader,
                                Act.CONFIRMED,
                                Instant.now(),
                                "form",
                                "en",
                                "I agree.",
                                Map.of("email", email))));
    }

    private static void mailOneArticle(int number, String email) {
        feed.announce(Articles.published(number, "en", "A headline " + number));
        Await.until(
                "mailed",
                () -> sink.mails().stream()
                        .anyMatch(mail -> mail.content().contains("A headline " + number)
                                && !sink.mailsTo(email).isEmpty()));
        Await.until(
                "written down", () -> rows.number("SELECT count(*) FROM delivery_state WHERE state <> 'sent'") == 0);
    }

    private static Optional<String> confirmation(String email) {
        return sink.mailsTo(email).stream()
                // Quoted-printable breaks lines.
                .map(mail -> CONFIRM.matcher(mail.content().replaceAll("=\\r?\\n", "")))
                .filter(Matcher::find)
                .map(Matcher::group)
                .findFirst();
    }

    private static void changeOfAddress(UUID other, String key, UUID reader) {
        rows.execute("""
                INSERT INTO address_change (id, subscriber, email, mailbox, email_key, language, asked_at, expires_at, old_mailbox)
                SELECT gen_random_uuid(), '%s', email, mailbox, %s, 'en', now(), '2900-01-01', mailbox
                FROM subscriber WHERE id = '%s'""".formatted(other, key, reader));
    }

    private static void fillWhatIsRare(UUID reader) {
        rows.execute("""
                INSERT INTO owed SELECT '%1$s', gen_random_uuid(), NULL, NULL, now();
                INSERT INTO owed SELECT '%1$s', gen_random_uuid(), 'en', now(), now();
                INSERT INTO confirmation SELECT '\\x01', '%1$s',
                    '{"languages":["en"],"topics":[],"cadence":"daily","hour":7,"day":1,"zone":"UTC"}', 'en', now(), NULL;
                INSERT INTO signup (id, email, mailbox, email_key, choices, language, origin, received_at, retry_at)
                SELECT gen_random_uuid(), email, mailbox, email_key,
                    '{"languages":["en"],"topics":[],"cadence":"daily","hour":7,"day":1,"zone":"UTC"}', 'en', 'form', now(),
                    '2900-01-01' FROM subscriber WHERE id = '%1$s';
                INSERT INTO address_change (id, subscriber, email, mailbox, email_key, language, asked_at, expires_at)
                VALUES (gen_random_uuid(), '%1$s', 'new@example.org', 'new@example.org', '\\x02', 'en', now(), now());
                INSERT INTO console_audit (at, operator, act, subscriber) VALUES (now(), 'desk', 'pause', '%1$s');
                INSERT INTO suppression SELECT email_key, 'bounced', now() FROM subscriber WHERE id = '%1$s';
                INSERT INTO omission SELECT edition, subscriber, gen_random_uuid(), 'en' FROM delivery
                    WHERE subscriber = '%1$s';
                INSERT INTO delivery_exception SELECT edition, subscriber, chunk, ordinal, 'deferred', '4.2.2', 'full', now(), 1,
                    false, now() FROM delivery WHERE subscriber = '%1$s'""".formatted(reader));
    }

    private static HttpResponse<String> operate(String path) {
        return newsletter.send(HttpRequest.newBuilder(newsletter.url(path))
                .header("Authorization", "Bearer " + RunningNewsletter.OPERATOR));
    }

    private static HttpResponse<String> erase(UUID reader) {
        return newsletter.send(HttpRequest.newBuilder(newsletter.url("/newsletter/api/subscribers/" + reader))
                .header("Authorization", "Bearer " + RunningNewsletter.OPERATOR)
                .DELETE());
    }

    private static String key(String email) {
        return java.util.HexFormat.of().formatHex(KEYS.addressKey(email.toLowerCase(java.util.Locale.ROOT)));
    }

    private static JsonNode json(HttpResponse<String> answer) throws Exception {
        return new ObjectMapper().readTree(answer.body());
    }
}
