package barid.newsletter.preflight;

import barid.kit.Await;
import barid.kit.Pages;
import barid.kit.db.DatabaseSettings;
import barid.kit.db.TestPostgres;
import barid.newsletter.OperatorPages;
import barid.newsletter.Rows;
import barid.newsletter.RunningNewsletter;
import barid.newsletter.SmtpSink;
import barid.newsletter.TestDns;
import barid.newsletter.TestFeed;
import barid.newsletter.mail.TestKeys;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import static org.assertj.core.api.Assertions.assertThat;

/** The page of the checks in a real browser, without JavaScript. */
class PreflightPagesIT {
    private static Rows rows;
    private static TestDns dns;
    private static TestFeed feed;
    private static SmtpSink sink;
    private static RunningNewsletter newsletter;
    private static Pages pages;

    @BeforeAll
    static void start() {
        DatabaseSettings database = TestPostgres.create("newsletter", true);
        rows = new Rows(database);
        dns = new TestDns();
        feed = new TestFeed();
        sink = new SmtpSink();
        PreflightTest.publish(dns, PreflightTest.dkim(Map.of()));
        dns.txt("e1._domainkey.news.example.org", "v=DKIM1; k=ed25519; p=")
                .txt("_dmarc.example.org")
                .txt("r1._domainkey.news.example.org");
        // Links lead to http, so that this check fails whatever else is mended.
        newsletter = new RunningNewsletter(
                database,
                feed.url(),
                sink.port(),
                Clock.systemUTC(),
                Map.ofEntries(
                        Map.entry("preflight.checks", "on"),
                        Map.entry("preflight.resolver", dns.setting()),
                        Map.entry("preflight.poll", "PT0.05S"),
                        Map.entry("organisation.from", "digest@news.example.org"),
                        Map.entry("organisation.bounce-domain", "bounce.news.example.org"),
                        Map.entry("dkim.keys.0.selector", "r1"),
                        Map.entry("dkim.keys.0.algorithm", "rsa"),
                        Map.entry("dkim.keys.0.private-key", TestKeys.RSA),
                        Map.entry("dkim.keys.1.selector", "e1"),
                        Map.entry("dkim.keys.1.algorithm", "ed25519"),
                        Map.entry("dkim.keys.1.private-key", TestKeys.ED25519)));
        pages = Pages.open();
    }

    @AfterAll
    static void stop() {
        pages.close();
        newsletter.close();
        sink.close();
        feed.close();
        dns.close();
    }

    /** An edition as planning opens it, waiting. */
    private static UUID edition(String period) {
        UUID id = UUID.randomUUID();
        rows.execute("""
                INSERT INTO edition (id, cadence, period, starts_at, ends_at, expires_at, created_at, control)
                VALUES ('%s', 'daily', '%s', now(), now(), now() + interval '1 day', now(), 'starting')
                """.formatted(id, period));
        Await.until(
                "it says why",
                () -> rows.strings("SELECT control_reason FROM edition WHERE id = '%s'".formatted(id))
                        .getFirst()
                        .startsWith("Waits"));
        return id;
    }

    private static BrowserContext context(int width, ColorScheme scheme) {
        return pages.browser.newContext(new Browser.NewContextOptions()
                .setJavaScriptEnabled(false)
                .setViewportSize(width, 900)
                .setColorScheme(scheme));
    }

    private static void open(Page page, String language) {
        OperatorPages.signIn(page, newsletter, language);
        page.navigate(OperatorPages.console(newsletter, language) + "/preflight");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ar", "en", "fr"})
    void thePageSaysWhatWasFoundAndIsAccessibleAndFitsAPhone(String language) {
        UUID edition = edition("2026-11-0" + (1 + List.of("ar", "en", "fr").indexOf(language)));
        boolean dark = language.equals("en");
        try (BrowserContext context = pages.browser.newContext(new Browser.NewContextOptions()
                        .setViewportSize(dark ? 1280 : 320, 900)
                        .setColorScheme(dark ? ColorScheme.DARK : ColorScheme.LIGHT));
                Page page = context.newPage()) {
            open(page, language);
            assertThat(page.locator("html").getAttribute("lang")).isEqualTo(language);
            assertThat(page.locator("nav.sections [aria-current=page]").getAttribute("href"))
                    .endsWith("/preflight");
            assertThat(page.locator("main section").allTextContents()).hasSizeGreaterThan(6);
            page.locator("form:has(input[value='" + edition + "']) button").click();
            assertThat(page.locator(".error").count()).isEqualTo(1);
            Pages.isAccessible(page);
            Pages.fitsItsWidth(page);
            pictures(page, language);
        }
        rows.execute("UPDATE edition SET control = 'cancelled' WHERE id = '%s'".formatted(edition));
    }

    private static void pictures(Page page, String language) {
        for (int width : new int[] {320, 1280}) {
            page.setViewportSize(width, 900);
            OperatorPages.picture(page, "preflight-" + language + "-" + width);
        }
    }

    @Test
    void theRecordToPublishIsGivenAndWhenItIsPublishedTheCheckPasses() {
        try (BrowserContext context = context(1280, ColorScheme.LIGHT);
                Page page = context.newPage()) {
            open(page, "en");
            String record = PreflightTest.dkim(Map.of()).keys().getFirst().record();
            assertThat(page.locator("section[aria-labelledby=check-dkim] code").allTextContents())
                    .contains("r1._domainkey.news.example.org", "TXT", record);
            dns.txt("r1._domainkey.news.example.org", record);
            page.locator("button:text('Check again')").click();
            assertThat(page.locator("[role=status]").textContent()).contains("All checks were made again.");
            assertThat(page.locator("section[aria-labelledby=check-dkim] code").allTextContents())
                    .doesNotContain(record);
        }
    }

    @Test
    void anOperatorStartsAnEditionWithAReasonOnce() {
        UUID edition = edition("2026-11-28");
        try (BrowserContext context = context(320, ColorScheme.LIGHT);
                Page page = context.newPage()) {
            open(page, "en");
            String form = "form:has(input[value='" + edition + "'])";
            page.locator(form + " button").click();
            assertThat(page.locator(form + " .error").textContent()).isEqualTo("A reason is needed.");
            page.locator(form + " input[name=reason]").fill("the board wants it <today>");
            page.locator(form + " button").click();
            assertThat(page.locator("[role=status]").textContent()).contains("The edition was started.");
            assertThat(page.locator(form).count()).isZero();
        }
        assertThat(rows.strings("SELECT control || ' ' || control_reason FROM edition WHERE id = '" + edition + "'")
                        .getFirst())
                .startsWith("running Started by operator in spite of failed checks: the board wants it <today>.");
        assertThat(rows.strings(
                        "SELECT operator || ' ' || act || ' ' || reason FROM console_audit WHERE subject = 'edition:"
                                + edition + "'"))
                .containsExactly("operator edition-started the board wants it <today>");
    }
}
