package barid.newsletter.evidence;

import barid.kit.Await;
import barid.kit.Pages;
import barid.kit.changes.Change;
import barid.kit.db.DatabaseSettings;
import barid.kit.db.TestPostgres;
import barid.kit.http.Json;
import barid.newsletter.Articles;
import barid.newsletter.Rows;
import barid.newsletter.RunningNewsletter;
import barid.newsletter.SmtpSink;
import barid.newsletter.TestFeed;
import barid.newsletter.keys.Keys;
import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;

import static barid.newsletter.OperatorPages.console;
import static barid.newsletter.OperatorPages.picture;
import static barid.newsletter.OperatorPages.signIn;
import static org.assertj.core.api.Assertions.assertThat;

/** What can be told of a mail that was really sent, by program and on its page; what happens to its articles later comes last. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EvidenceIT {
    private static final Change.Published CLINIC =
            Articles.about(Articles.published(1, "en", "A clinic reopens"), "health");
    private static final Change.Published ARABIC = Articles.published(2, "ar", "عيادة تفتح أبوابها");

    private static Rows rows;
    private static TestFeed feed;
    private static SmtpSink sink;
    private static RunningNewsletter newsletter;
    private static Pages pages;
    private static UUID amal;
    private static UUID edition;

    @BeforeAll
    static void start() {
        DatabaseSettings database = TestPostgres.create("newsletter", true);
        rows = new Rows(database);
        feed = new TestFeed();
        sink = new SmtpSink();
        newsletter = new RunningNewsletter(database, feed.url(), sink.port(), Clock.systemUTC(), Map.of());
        feed.announce(
                new Change.Topic(1, "health", Map.of("en", "Health", "ar", "الصحة", "fr", "Santé"), null),
                CLINIC,
                ARABIC);
        Await.until("the copy is here", () -> rows.number("SELECT count(*) FROM story") == 2);
        amal = reader("amal@example.org", "ar,en");
        reader("boutros@example.org", "en");
        Await.until("two are mailed", () -> sink.mails().size() == 2);
        Await.until(
                "it is written", () -> rows.number("SELECT count(*) FROM delivery_state WHERE state = 'sent'") == 2);
        edition = UUID.fromString(
                rows.strings("SELECT DISTINCT edition FROM delivery").getFirst());
        pages = Pages.open();
    }

    @AfterAll
    static void stop() {
        pages.close();
        newsletter.close();
        sink.close();
        feed.close();
    }

    private static UUID reader(String email, String languages) {
        UUID id = rows.reader(email, languages, "daily");
        String key = HexFormat.of().formatHex(new Keys(RunningNewsletter.SECRET).addressKey(email));
        rows.execute("UPDATE subscriber SET email_key = decode('" + key + "', 'hex') WHERE id = '" + id + "'");
        return id;
    }

    @Test
    @Order(1)
    void aMailTellsWhoWhyWhenAndThatItsBytesAreThese() throws IOException {
        JsonNode mail = evidence(amal);
        assertThat(mail.toString()).doesNotContain("amal");
        assertThat("<" + mail.get("messageId").asText() + ">")
                .isEqualTo(sink.mailsTo("amal@example.org").getFirst().messageId());
        assertThat(mail.get("state").asText()).isEqualTo("sent");
        assertThat(mail.get("articles").findValuesAsText("title"))
                .containsExactlyInAnyOrder("A clinic reopens", "عيادة تفتح أبوابها");
        JsonNode arabic = byTitle(mail, "عيادة تفتح أبوابها");
        assertThat(arabic.get("choice").asInt()).isEqualTo(1);
        assertThat(arabic.get("reasons").toString()).contains("new");
        assertThat(byTitle(mail, "A clinic reopens").get("choice").asInt()).isEqualTo(2);
        assertThat(mail.get("bytes").get("proof").asText()).isEqualTo("SAME");
        assertThat(mail.get("bytes").get("hash")).hasSize(1);
        assertThat(get("/newsletter/api/editions/" + edition + "/deliveries/" + UUID.randomUUID())
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    @Order(2)
    void anOperatorFindsAMailByAddressOrMessageIdAndTakesTheBytesThatWereSent() throws IOException {
        SmtpSink.Mail sent = sink.mailsTo("amal@example.org").getFirst();
        try (BrowserContext context =
                        pages.browser.newContext(new Browser.NewContextOptions().setJavaScriptEnabled(false));
                Page page = context.newPage()) {
            signIn(page, newsletter, "en");
            page.navigate(console(newsletter, "en") + "/editions/" + edition);
            page.locator("#email").fill("nobody@example.org");
            page.locator(".look-up button").click();
            assertThat(page.locator(".notice").textContent()).contains("No such mail");
            page.locator("#email").fill("Amal@Example.org");
            page.locator(".look-up button").click();
            assertThat(page.url()).contains("/mails/" + amal).doesNotContain("example.org");
            assertThat(page.content()).contains("a•••@e•••.org").doesNotContain("amal@");
            assertThat(page.locator(".notice.success").textContent()).contains("These are the bytes");
            String found = page.url();
            page.navigate(console(newsletter, "en") + "/sending");
            page.locator("#message-id").fill(sent.messageId());
            page.locator(".look-up button").click();
            assertThat(page.url()).isEqualTo(found);
            page.frameLocator("iframe").locator("h1").first().waitFor();
            String preview = page.frames().getLast().content();
            assertThat(preview).contains("A clinic reopens", Keys.DEAD_TOKEN).doesNotContain("amal@");
            page.locator("form[action$='/address'] button").click();
            assertThat(page.locator(".standfirst").textContent()).contains("amal@example.org");
            Download file = page.waitForDownload(
                    () -> page.locator("form[action$='/mail.eml'] button").click());
            assertThat(undated(Files.readString(file.path(), StandardCharsets.UTF_8)))
                    .isEqualTo(undated(sent.content()));
        }
        assertThat(rows.strings("SELECT act FROM console_audit WHERE subscriber = '" + amal + "' ORDER BY id"))
                .containsExactly("revealed", "mail-taken");
    }

    @ParameterizedTest
    @Order(3)
    @ValueSource(strings = {"ar", "en", "fr"})
    void thePageOfAMailIsAccessibleAndFitsAPhone(String language) {
        boolean dark = language.equals("en");
        try (BrowserContext context = pages.browser.newContext(new Browser.NewContextOptions()
                        .setViewportSize(dark ? 1280 : 320, 900)
                        .setColorScheme(dark ? ColorScheme.DARK : ColorScheme.LIGHT));
                Page page = context.newPage()) {
            signIn(page, newsletter, language);
            page.navigate(console(newsletter, language) + "/editions/" + edition + "/mails/" + amal);
            page.frameLocator("iframe").locator("h1").first().waitFor();
            picture(page, language + "-mail");
            // Nothing runs in the mail's frame, not even what looks at it.
            page.evaluate("document.querySelector('iframe').removeAttribute('sandbox')");
            page.evaluate("document.querySelector('iframe').src = 'about:blank'");
            Pages.isAccessible(page);
            Pages.fitsItsWidth(page);
        }
    }

    @Test
    @Order(4)
    void whatAnEarlierMailDidNotBringIsToldAsOwed() throws IOException {
        rows.execute("""
                INSERT INTO edition (id, cadence, period, starts_at, ends_at, expires_at, created_at)
                VALUES ('%1$s', 'daily', '2026-01-01', now(), now(), now(), now() - interval '1 day');
                INSERT INTO variant (id, edition, key, language, items, corrections, articles, view_id)
                SELECT '%1$s', '%1$s', key, language, items, corrections, articles, '%1$s' FROM variant
                WHERE id = (SELECT variant FROM delivery WHERE subscriber = '%2$s');
                INSERT INTO chunk (edition, lane, due_at, outcomes, size, pending, attempting, sent, exceptional)
                VALUES ('%1$s', 'others', now(), '\\x02', 1, 0, 0, 0, 1);
                INSERT INTO delivery SELECT '%1$s', '%2$s', '%1$s', max(id), 0 FROM chunk;
                INSERT INTO delivery_exception (edition, subscriber, chunk, ordinal, state, changed_at)
                SELECT '%1$s', '%2$s', max(id), 0, 'expired', now() FROM chunk""".formatted(UUID.randomUUID(), amal));
        assertThat(byTitle(evidence(amal), "A clinic reopens").get("reasons").toString())
                .contains("owed")
                .doesNotContain("new");
    }

    @Test
    @Order(5)
    void whatWasRevisedOrWithdrawnSinceIsSaidAndTheBytesAreNotClaimed() throws IOException {
        Change.Published revised =
                Articles.about(Articles.published(1, "en", "A clinic reopens in the north"), "health");
        feed.announce(Articles.updated(revised, Instant.parse("2026-11-25T08:00:00Z")), Articles.withdrawn(ARABIC));
        Await.until(
                "the copy knows",
                () -> rows.number("SELECT count(*) FROM story WHERE withdrawn_at IS NOT NULL") == 1
                        && rows.number("SELECT max(cast(snapshot ->> 'revision' AS integer)) FROM story") > 2);
        JsonNode mail = evidence(amal);
        assertThat(byTitle(mail, "عيادة تفتح أبوابها").get("isPublic").asBoolean())
                .isFalse();
        assertThat(mail.get("bytes").get("proof").asText()).isEqualTo("CHANGED");
        assertThat(mail.get("bytes").get("revised").findValuesAsText("article"))
                .containsExactly(CLINIC.article().toString());
        assertThat(mail.get("bytes").get("hash")).hasSize(1);
    }

    @Test
    @Order(6)
    void ofAnErasedReaderTheMailIsToldWithoutHerAddressAndTakenByNobody() throws IOException {
        newsletter.send(HttpRequest.newBuilder(newsletter.url("/newsletter/api/subscribers/" + amal))
                .header("Authorization", "Bearer " + RunningNewsletter.OPERATOR)
                .DELETE());
        assertThat(evidence(amal).get("state").asText()).isEqualTo("sent");
        try (BrowserContext context =
                        pages.browser.newContext(new Browser.NewContextOptions().setJavaScriptEnabled(false));
                Page page = context.newPage()) {
            signIn(page, newsletter, "en");
            page.navigate(console(newsletter, "en") + "/editions/" + edition + "/mails/" + amal);
            assertThat(page.locator(".standfirst").textContent()).contains("was erased");
            assertThat(page.locator("form[action$='/mail.eml']").count()).isZero();
        }
    }

    private static String undated(String message) {
        return message.replaceFirst("\r\nDate: [^\r]*", "").stripTrailing();
    }

    private static JsonNode byTitle(JsonNode mail, String title) {
        for (JsonNode article : mail.get("articles")) {
            if (article.get("title").asText().equals(title)) {
                return article;
            }
        }
        throw new AssertionError(title + " is not in " + mail);
    }

    private static JsonNode evidence(UUID reader) throws IOException {
        var response = get("/newsletter/api/editions/" + edition + "/deliveries/" + reader);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return Json.MAPPER.readTree(response.body());
    }

    private static HttpResponse<String> get(String path) {
        return newsletter.send(HttpRequest.newBuilder(newsletter.url(path))
                .header("Authorization", "Bearer " + RunningNewsletter.OPERATOR));
    }
}
