package barid.newsletter;

import barid.kit.Await;
import barid.kit.Pages;
import barid.kit.changes.Change;
import barid.kit.db.DatabaseSettings;
import barid.kit.db.TestPostgres;
import barid.newsletter.keys.Keys;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.FrameLocator;
import com.microsoft.playwright.Page;
import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The readers' pages in a real browser: with scripts, which axe needs, and without. Pages that are the same but for their
 * words are given to axe in each language only with {@code barid.long}.
 */
class ReaderPagesIT {
    private static final boolean LONG = Boolean.getBoolean("barid.long");
    private static final Keys KEYS = new Keys(RunningNewsletter.SECRET);

    /** Languages in which a small page was given to axe. */
    private static final Set<String> SEEN = new HashSet<>();

    private static Rows rows;
    private static TestFeed feed;
    private static SmtpSink sink;
    private static RunningNewsletter newsletter;
    private static Pages pages;
    /** Another site, with the small form in a frame. */
    private static HttpServer site;

    @BeforeAll
    static void start() throws IOException {
        site = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        DatabaseSettings database = TestPostgres.create("newsletter", true);
        rows = new Rows(database);
        feed = new TestFeed();
        sink = new SmtpSink();
        newsletter = new RunningNewsletter(
                database,
                feed.url(),
                sink.port(),
                Clock.systemUTC(),
                Map.of(
                        "organisation.privacy-page",
                        "https://example.org/privacy",
                        "subscriptions.embed-in.0",
                        "http://127.0.0.1:" + site.getAddress().getPort()));
        byte[] framing = ("<!doctype html><title>Site</title><iframe title=\"Newsletter\" src=\""
                        + newsletter.url("/newsletter/en/embed") + "\"></iframe>")
                .getBytes(StandardCharsets.UTF_8);
        site.createContext("/", exchange -> {
            try (exchange) {
                exchange.getResponseHeaders().add("Content-Type", "text/html");
                exchange.sendResponseHeaders(200, framing.length);
                exchange.getResponseBody().write(framing);
            }
        });
        site.start();
        feed.announce(
                new Change.Topic(1, "health", Map.of("en", "Health", "ar", "الصحة", "fr", "Santé"), null),
                new Change.Topic(2, "water", Map.of("en", "Water", "ar", "المياه", "fr", "Eau"), null));
        Await.until("the topics are here", () -> rows.number("SELECT count(*) FROM topic") == 2);
        pages = Pages.open();
    }

    @AfterAll
    static void stop() {
        pages.close();
        site.stop(0);
        newsletter.close();
        sink.close();
        feed.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ar", "en", "fr"})
    void everyPageIsAccessibleAndFitsAPhoneInEachLanguage(String language) {
        String email = language + "@example.org";
        try (Page page = pages.browser.newPage(new Browser.NewPageOptions().setViewportSize(320, 800))) {
            open(page, language, "/newsletter/" + language);
            submit(page, "form.choosing");
            looked(page, language);
            assertThat(page.locator(".error").count())
                    .as("the address is missing")
                    .isEqualTo(1);
            page.fill("#email", email);
            submit(page, "form.choosing");
            looked(page, language);
            String confirm = link(email, "/newsletter/confirm/");
            open(page, language, confirm);
            submit(page, "main form");
            looked(page, language);

            page.click("main a");
            looked(page, language);
            page.check("input[value=weekly]");
            page.selectOption("#weekday", "5");
            submit(page, "form.choosing");
            looked(page, language);
            assertThat(page.locator("[role=status] .notice.success").count()).isEqualTo(1);
            assertThat(page.locator("#weekday").inputValue()).isEqualTo("5");
            String preferences = page.url();
            submit(page, "form[action$='/pause']");
            looked(page, language);
            assertThat(page.locator("#until-error").count()).isEqualTo(1);

            UUID reader = UUID.fromString(rows.strings("SELECT id FROM subscriber WHERE email = '" + email + "'")
                    .getFirst());
            open(page, language, "/newsletter/unsubscribe/" + KEYS.unsubscribeToken(reader));
            submit(page, "main form");
            looked(page, language);
            page.navigate(preferences);
            looked(page, language);
            page.click("main a[href$='/erase']");
            looked(page, language);
            submit(page, "main form");
            // Nothing tells any more which language she read, here and where her link has lapsed.
            looked(page, language);

            assertThat(newsletter.get(confirm).statusCode()).isEqualTo(404);
            open(page, language, "/newsletter/" + language + "/embed");
            page.fill("#email", "framed-" + email);
            submit(page, "form");
            looked(page, language);
            assertThat(page.url()).endsWith("/embed/sent");
        }
    }

    @Test
    void fieldsThatAFrequencyDoesNotUseStepAside() {
        try (Page page = pages.browser.newPage()) {
            open(page, "en", "/newsletter/en");
            assertThat(page.isVisible("#weekday")).isFalse();
            assertThat(page.isVisible("#hour")).isTrue();
            page.check("input[value=weekly]");
            assertThat(page.isVisible("#weekday")).isTrue();
            assertThat(page.isVisible("#monthday")).isFalse();
            page.check("input[value=monthly]");
            assertThat(page.isVisible("#monthday")).isTrue();
            page.check("input[value=immediate]");
            assertThat(page.isVisible("#hour")).isFalse();
        }
    }

    @Test
    void allIsDoneWithoutAScript() {
        try (BrowserContext context =
                        pages.browser.newContext(new Browser.NewContextOptions().setJavaScriptEnabled(false));
                Page page = context.newPage()) {
            page.navigate(newsletter.url("/newsletter/en").toString());
            page.fill("#email", "plain@example.org");
            page.selectOption("#language1", "fr");
            page.selectOption("#language2", "ar");
            page.check("input[name=topic-water]");
            page.check("input[value=monthly]");
            page.selectOption("#monthday", "15");
            page.selectOption("#hour", "18");
            page.selectOption("#zone", "Africa/Cairo");
            submit(page, "form.choosing");
            assertThat(page.locator("h1").innerText()).isEqualTo("Look into your mailbox");
            page.navigate(newsletter
                    .url(link("plain@example.org", "/newsletter/confirm/"))
                    .toString());
            submit(page, "main form");
            assertThat(
                            rows.strings(
                                    "SELECT concat_ws(' ', languages, topics, cadence, day, hour, zone)"
                                            + " FROM subscription JOIN subscriber ON id = subscriber WHERE email = 'plain@example.org'"))
                    .containsExactly("{fr,ar} {water} monthly 15 18 Africa/Cairo");

            page.click("main a");
            page.fill("#until", LocalDate.now(ZoneOffset.UTC).plusDays(30).toString());
            submit(page, "form[action$='/pause']");
            submit(page, "form[action$='/resume']");
            page.fill("#email", "moved@example.org");
            submit(page, "form[action$='/address']");
            assertThat(page.locator("[role=status]").innerText()).contains("nouvelle adresse");
            page.navigate(newsletter
                    .url(link("moved@example.org", "/newsletter/address/"))
                    .toString());
            submit(page, "main form");
            assertThat(rows.number("SELECT count(*) FROM subscriber WHERE email = 'moved@example.org'"))
                    .isEqualTo(1);
        }
    }

    @Test
    void sheDownloadsHerDataInTheBrowser() throws IOException {
        UUID reader = rows.restingReader("data@example.org", "en");
        try (Page page = pages.browser.newPage()) {
            open(page, "en", "/newsletter/preferences/" + KEYS.preferencesToken(reader));
            var download = page.waitForDownload(() -> submit(page, "form[action$='/export']"));
            assertThat(download.suggestedFilename()).isEqualTo("newsletter.json");
            assertThat(Files.readString(download.path())).contains("data@example.org");
        }
    }

    @Test
    void theSmallFormStandsInAFrameOfTheOrganisationAloneAndAnswersThere() {
        try (Page page = pages.browser.newPage()) {
            page.navigate("http://localhost:" + site.getAddress().getPort());
            assertThat(page.frameLocator("iframe").locator("#email").count()).isZero();
            page.navigate("http://127.0.0.1:" + site.getAddress().getPort());
            FrameLocator frame = page.frameLocator("iframe");
            frame.locator("#email").fill("frame@example.org");
            frame.locator("button").click();
            frame.locator("[role=status]").waitFor();
            assertThat(frame.locator("h1").innerText()).isEqualTo("Look into your mailbox");
            assertThat(link("frame@example.org", "/newsletter/confirm/")).isNotEmpty();
        }
    }

    private static void open(Page page, String language, String path) {
        page.navigate(newsletter.url(path).toString());
        looked(page, language);
    }

    private static void looked(Page page, String language) {
        assertThat(page.locator("html").getAttribute("lang")).as(page.url()).isEqualTo(language);
        assertThat(page.locator("html").getAttribute("dir")).isEqualTo(language.equals("ar") ? "rtl" : "ltr");
        assertThat(page.locator("h1").count()).isEqualTo(1);
        boolean message = page.locator("main .message").count() == 1;
        if (LONG || !message || SEEN.add(language)) {
            Pages.isAccessible(page);
        }
        Pages.fitsItsWidth(page);
    }

    private static void submit(Page page, String form) {
        page.click(form + " button[type=submit]");
    }

    private static String link(String email, String prefix) {
        Await.until("a mail to " + email, () -> !sink.mailsTo(email).isEmpty());
        Matcher link = Pattern.compile(prefix + "[a-z2-7]+")
                .matcher(plain(sink.mailsTo(email).getLast().content()));
        assertThat(link.find()).isTrue();
        return link.group();
    }

    /** The mail with each part that is base64 decoded. */
    private static String plain(String mail) {
        StringBuilder all = new StringBuilder(mail.replace("=\r\n", ""));
        Matcher part = Pattern.compile("base64\r\n\r\n([A-Za-z0-9+/=\r\n]+)").matcher(mail);
        while (part.find()) {
            all.append(new String(java.util.Base64.getMimeDecoder().decode(part.group(1)), StandardCharsets.UTF_8));
        }
        return all.toString();
    }
}
