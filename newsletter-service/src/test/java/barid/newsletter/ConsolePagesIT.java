package barid.newsletter;

import barid.kit.Await;
import barid.kit.Pages;
import barid.kit.changes.Change;
import barid.kit.db.DatabaseSettings;
import barid.kit.db.TestPostgres;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

/** The operators' console in a real browser. */
class ConsolePagesIT {
    /** Where pictures of the pages go for people to look at; nowhere unless it is set. */
    private static final Optional<Path> PICTURES =
            Optional.ofNullable(System.getProperty("barid.pictures")).map(Path::of);

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
        rows.reader("amal@example.org", "ar,en", "daily");
        rows.reader("boutros@example.org", "en", "daily");
        rows.restingReader("claire@example.org", "fr,en");
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
        walk(language, 320, ColorScheme.LIGHT);
        walk(language, 1280, ColorScheme.DARK);
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
        }
    }
}
