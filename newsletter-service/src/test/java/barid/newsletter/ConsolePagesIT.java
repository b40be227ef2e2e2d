package barid.newsletter;

import barid.kit.Await;
import barid.kit.Pages;
import barid.kit.changes.Change;
import barid.kit.db.DatabaseSettings;
import barid.kit.db.TestPostgres;
import barid.newsletter.keys.Keys;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import static org.assertj.core.api.Assertions.assertThat;

/** The operators' console in a real browser. */
class ConsolePagesIT {
    /** Where pictures of the pages go for people to look at; nowhere unless it is set. */
    private static final Optional<Path> PICTURES =
            Optional.ofNullable(System.getProperty("barid.pictures")).map(Path::of);

    private static final Keys KEYS = new Keys(RunningNewsletter.SECRET);

    private static Rows rows;
    private static TestFeed feed;
    private static SmtpSink sink;
    private static RunningNewsletter newsletter;
    private static Pages pages;

    @BeforeAll
    static void start() {
        DatabaseSettings database = TestPostgres.create("newsletter", true);
        rows = new Rows(database);
        feed = new TestFeed();
        sink = new SmtpSink();
        newsletter = new RunningNewsletter(database, feed.url(), sink.port(), Clock.systemUTC(), Map.of());
        feed.announce(
                new Change.Topic(1, "health", Map.of("en", "Health", "ar", "الصحة", "fr", "Santé"), null),
                Articles.about(Articles.published(1, "en", "A clinic reopens"), "health"),
                Articles.published(2, "ar", "عيادة تفتح أبوابها"));
        Await.until("the copy is here", () -> rows.number("SELECT count(*) FROM story") == 2);
        reader(rows.reader("amal@example.org", "ar,en", "daily"), "amal@example.org");
        reader(rows.reader("boutros@example.org", "en", "daily"), "boutros@example.org");
        reader(rows.restingReader("claire@example.org", "fr,en"), "claire@example.org");
        rows.execute("INSERT INTO suppression SELECT decode(md5(n::text) || md5(n::text), 'hex'),"
                + " CASE n % 2 WHEN 0 THEN 'bounced' ELSE 'erased' END, now() - n * interval '1 hour'"
                + " FROM generate_series(1, 60) AS n");
        Await.until("two are mailed", () -> sink.mails().size() == 2);
        pages = Pages.open();
    }

    @AfterAll
    static void stop() {
        pages.close();
        newsletter.close();
        sink.close();
        feed.close();
    }

    /** Knows her by the keyed hash that the service would have given her. */
    private static void reader(UUID id, String email) {
        rows.execute("UPDATE subscriber SET email_key = decode('%s', 'hex') WHERE id = '%s'"
                .formatted(HexFormat.of().formatHex(KEYS.addressKey(email)), id));
    }

    private static String console(String language) {
        return newsletter.url("/newsletter/console/" + language).toString();
    }

    private static void signIn(Page page, String language) {
        page.navigate(console(language));
        page.locator("#token").fill(RunningNewsletter.OPERATOR);
        page.locator("main button[type=submit]").first().click();
        page.locator(".operator-bar").waitFor();
    }

    private static void look(Page page, String name) {
        Pages.isAccessible(page);
        Pages.fitsItsWidth(page);
        PICTURES.ifPresent(folder ->
                page.screenshot(new Page.ScreenshotOptions().setFullPage(true).setPath(folder.resolve(name + ".png"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ar", "en", "fr"})
    void everyPageIsAccessibleInBothSchemesAndFitsAPhone(String language) {
        boolean dark = language.equals("en");
        walk(language, dark ? 1280 : 320, dark ? ColorScheme.DARK : ColorScheme.LIGHT);
        if (PICTURES.isPresent()) {
            walk(language, dark ? 320 : 1280, dark ? ColorScheme.LIGHT : ColorScheme.DARK);
        }
    }

    private static void walk(String language, int width, ColorScheme scheme) {
        String name = language + "-" + width + "-";
        try (BrowserContext context = pages.browser.newContext(new Browser.NewContextOptions()
                        .setViewportSize(width, 900)
                        .setColorScheme(scheme));
                Page page = context.newPage()) {
            signIn(page, language);
            assertThat(page.locator("html").getAttribute("lang")).isEqualTo(language);
            page.locator("details summary").first().click();
            look(page, name + "overview");
            page.navigate(console(language) + "/subscribers");
            look(page, name + "subscribers");
            find(page, "nobody@example.org");
            look(page, name + "subscribers-nobody");
            find(page, "amal@example.org");
            look(page, name + "subscriber");
            String reader = page.url();
            page.navigate(reader + "/suppress");
            look(page, name + "suppress");
            page.navigate(console(language) + "/suppressions");
            find(page, "amal@example.org");
            look(page, name + "suppressions");
        }
    }

    private static void find(Page page, String email) {
        page.locator("#email").fill(email);
        page.locator(".look-up button").click();
    }

    @Test
    void anOperatorFindsAReaderAndActsForHerWithoutScripts() {
        try (BrowserContext context =
                        pages.browser.newContext(new Browser.NewContextOptions().setJavaScriptEnabled(false));
                Page page = context.newPage()) {
            signIn(page, "en");
            page.navigate(console("en") + "/subscribers");
            find(page, "Boutros@Example.org");
            assertThat(page.url()).contains("/subscribers/").doesNotContain("example.org");
            assertThat(page.locator("h1").textContent()).isEqualTo("b•••@e•••.org");
            assertThat(page.content()).doesNotContain("boutros");
            page.locator(".acts button").click();
            assertThat(page.locator("h1").textContent()).isEqualTo("boutros@example.org");
            page.locator("a[href$='/unsubscribe']").click();
            assertThat(page.content()).contains("b•••@e•••.org gets no digest from the next one on");
            page.locator("main .form button").click();
            assertThat(page.locator(".notice.success").textContent()).contains("no further digest");
            page.locator("a[href$='/suppress']").click();
            page.locator("input[value=complaint]").check();
            page.locator("main .form button").click();
            assertThat(page.locator(".notice.warning").textContent()).contains("complained");
            assertThat(page.locator("a[href$='/lift']").count()).isZero();
            page.navigate(console("en") + "/subscribers?state=suppressed");
            assertThat(page.locator("tbody tr").count()).isEqualTo(1);
        }
        assertThat(rows.strings("SELECT operator || ' ' || act FROM console_audit ORDER BY id"))
                .containsExactly("operator revealed", "operator unsubscribed", "operator suppressed");
        assertThat(rows.strings("SELECT state FROM subscriber WHERE email = 'boutros@example.org'"))
                .containsExactly("unsubscribed");
    }
}
