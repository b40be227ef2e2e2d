package barid.newsletter.console;

import barid.kit.Await;
import barid.kit.Pages;
import barid.kit.db.DatabaseSettings;
import barid.kit.db.TestPostgres;
import barid.newsletter.Articles;
import barid.newsletter.OperatorPages;
import barid.newsletter.Rows;
import barid.newsletter.RunningNewsletter;
import barid.newsletter.SmtpSink;
import barid.newsletter.TestFeed;
import com.ibm.icu.text.NumberFormat;
import com.ibm.icu.util.ULocale;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

import static barid.newsletter.OperatorPages.PICTURES;
import static barid.newsletter.OperatorPages.console;
import static barid.newsletter.OperatorPages.signIn;
import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/** The pages on which operators follow and steer the sending, in a real browser. */
class SendingPagesIT {
    private static Rows rows;
    private static TestFeed feed;
    private static SmtpSink sink;
    private static RunningNewsletter newsletter;
    private static Pages pages;

    private PlannedEdition edition;

    @BeforeAll
    static void start() {
        DatabaseSettings database = TestPostgres.create("newsletter", true);
        rows = new Rows(database);
        feed = new TestFeed();
        sink = new SmtpSink();
        newsletter = new RunningNewsletter(database, feed.url(), sink.port(), Clock.systemUTC(), Map.of());
        feed.announce(Articles.published(1, "en", "A clinic reopens"));
        Await.until("the copy is here", () -> rows.number("SELECT count(*) FROM story") == 1);
        pages = Pages.open();
    }

    @AfterAll
    static void stop() {
        pages.close();
        newsletter.close();
        sink.close();
        feed.close();
    }

    @BeforeEach
    void plan() {
        rows.execute("DELETE FROM sending_hold; DELETE FROM lane; DELETE FROM lane_minute;"
                + " DELETE FROM delivery_exception; DELETE FROM delivery; DELETE FROM chunk; DELETE FROM mail_evidence;"
                + " DELETE FROM variant; DELETE FROM edition");
        edition = PlannedEdition.of(rows, 6, 4);
        edition.sent(rows, 2);
        rows.execute("INSERT INTO lane_minute SELECT date_trunc('minute', now()) - n * interval '1 minute', lane,"
                + " 400 + 150 * (n % 7), CASE WHEN lane = 'gmail.com' THEN 20 * (n % 5) ELSE 0 END, n % 3"
                + " FROM generate_series(1, 200) AS n, unnest(ARRAY['others', 'gmail.com']) AS lane");
    }

    private static void ask() {
        rows.execute("""
                INSERT INTO sending_hold (cause, reason, since, found) VALUES ('restored', '', now(), '{
                    "editions": [
                        {"id": "0199f000-0000-7000-8000-000000000001", "cadence": "daily", "period": "2026-11-27",
                         "planned": 0, "claimed": 480, "first": "2026-11-27T06:00:01Z", "last": "2026-11-27T06:00:09Z"},
                        {"id": "0199f000-0000-7000-8000-000000000002", "cadence": "daily", "period": "2026-11-28",
                         "planned": 12500, "claimed": 9800, "first": "2026-11-28T06:00:01Z", "last": "2026-11-28T06:04:19Z"}],
                    "twice": 10210, "first": "2026-11-27T06:00:01Z", "last": "2026-11-28T06:04:19Z"}')""");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ar", "en", "fr"})
    void aRestoredDatabaseAsksWithWhatIsKnownAndSaysWhatEachAnswerDoes(String language) {
        ask();
        try (BrowserContext context = context(true, "ar".equals(language) ? 390 : 1280, ColorScheme.LIGHT)) {
            Page page = context.newPage();
            signIn(page, newsletter, language);
            page.navigate(console(newsletter, language) + "/sending?still");
            assertThat(page.locator("tbody tr").filter(new Locator.FilterOptions().setHasText(number(9_800, language))))
                    .hasCount(1);
            look(page, language + "-restored");
            page.locator("#restored-again").click();
            assertThat(page.locator("main")).containsText(number(10_210, language));
            look(page, language + "-restored-again");
            page.locator("main form.form button").click();
            assertThat(page.locator("#confirm-error")).isVisible();
            assertThat(rows.number("SELECT count(*) FROM sending_hold")).isEqualTo(1);
            page.navigate(console(newsletter, language) + "/sending/restored/skip");
            look(page, language + "-restored-skip");
            page.locator("#reason").fill("a broken disk");
            page.locator("main form.form button").click();
            assertThat(page.locator("[role=status]")).isVisible();
            assertThat(rows.number("SELECT count(*) FROM sending_hold")).isZero();
            assertThat(rows.strings(
                            "SELECT reason FROM console_audit WHERE act = 'restored-skip' ORDER BY id DESC LIMIT 1"))
                    .containsExactly("a broken disk");
        }
    }

    private static String number(long number, String language) {
        return NumberFormat.getInstance(ULocale.forLanguageTag(language)).format(number);
    }

    private String editionUrl(String language) {
        return console(newsletter, language) + "/editions/" + edition.id();
    }

    private static BrowserContext context(boolean scripts, int width, ColorScheme scheme) {
        return pages.browser.newContext(new Browser.NewContextOptions()
                .setJavaScriptEnabled(scripts)
                .setViewportSize(width, 900)
                .setColorScheme(scheme));
    }

    /** Templates are the same in every language: each page is looked at whole in one, the two main ones in all. */
    private static void look(Page page, String name) {
        if (PICTURES.isEmpty() && !name.startsWith("ar-") && !name.endsWith("-held") && !name.endsWith("-sending")) {
            return;
        }
        OperatorPages.look(page, name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ar", "en", "fr"})
    void everyPageIsAccessibleInBothSchemesAndFitsAPhone(String language) {
        boolean dark = language.equals("en");
        walk(language, dark ? 1280 : 320, dark ? ColorScheme.DARK : ColorScheme.LIGHT);
        if (PICTURES.isPresent()) {
            plan();
            walk(language, dark ? 320 : 1280, dark ? ColorScheme.LIGHT : ColorScheme.DARK);
        }
    }

    private void walk(String language, int width, ColorScheme scheme) {
        String name = language + "-" + width + "-";
        try (BrowserContext context = context(true, width, scheme);
                Page page = context.newPage()) {
            signIn(page, newsletter, language);
            page.navigate(editionUrl(language));
            page.locator("#plot-summary").click();
            look(page, name + "edition-running");
            page.navigate(editionUrl(language) + "/cancel");
            page.locator("main .form button").click();
            assertThat(page.locator("#confirm-error")).hasCount(1);
            look(page, name + "cancel");
            rows.execute("UPDATE edition SET control = 'held', control_reason = 'the reader''s hour was 5 hours ago',"
                    + " control_at = now()");
            page.navigate(editionUrl(language) + "/resume");
            page.locator("main .form button").click();
            look(page, name + "resume-held");
            page.navigate(console(newsletter, language) + "/sending/hold");
            page.locator("#reason").fill("الرابط خاطئ");
            page.locator("main .form button").click();
            page.navigate(console(newsletter, language) + "/sending/lanes/gmail.com/stop");
            page.locator("#reason").fill("5.7.26 unauthenticated");
            look(page, name + "lane");
            page.locator("main .form button").click();
            edition.uncertain(rows, 3);
            look(page, name + "sending");
            edition.reported(rows, "address", "address", "soft", "ours", "unknown", "complaint");
            page.navigate(editionUrl(language));
            look(page, name + "edition-held");
            page.navigate(editionUrl(language) + "/uncertain");
            look(page, name + "uncertain");
            page.navigate(console(newsletter, language) + "/sending");
            rows.execute(
                    "DELETE FROM sending_hold; DELETE FROM lane; DELETE FROM lane_minute;"
                            + " UPDATE edition SET expires_at = now() - interval '3 days', created_at = now() - interval '4 days'");
            page.navigate(console(newsletter, language) + "/sending");
            look(page, name + "sending-empty");
        }
    }

    @Test
    void anOperatorPausesResumesAndCancelsAnEditionWithoutScripts() {
        try (BrowserContext context = context(false, 1280, ColorScheme.LIGHT);
                Page page = context.newPage()) {
            signIn(page, newsletter, "en");
            page.navigate(editionUrl("en"));
            assertThat(page.content()).contains("http-equiv=\"refresh\" content=\"5\"");
            assertThat(counts(page))
                    .containsEntry("pending", 8L)
                    .containsEntry("sent", 2L)
                    .hasSize(11);
            page.locator("#pause").click();
            assertThat(page.locator("h2 .chip").first()).hasText("paused");
            assertThat(counts(page)).containsEntry("held", 8L).containsEntry("pending", 0L);
            assertThat(page.content()).contains("operator,").doesNotContain("http-equiv=\"refresh\"");
            page.locator("#resume").click();
            page.locator("#reason").fill("the link works");
            page.locator("main .form button").click();
            assertThat(page.locator("h2 .chip").first()).hasText("running");
            assertThat(page.locator("main")).containsText("the link works");

            page.locator("#cancel").click();
            assertThat(page.locator("main")).containsText("2 readers have it already");
            assertThat(page.locator("main")).containsText("8 readers who were not mailed yet will not receive it");
            page.locator("#reason").fill("wrong edition");
            page.locator("main .form button").click();
            assertThat(page.locator("#reason")).hasValue("wrong edition");
            assertThat(control()).isEqualTo("running");
            page.locator("input[name=confirm]").check();
            page.locator("main .form button").click();
            assertThat(page.locator("h2 .chip").first()).hasText("cancelled");
            assertThat(page.locator("#resume")).hasCount(0);
        }
        assertThat(control()).isEqualTo("cancelled");
    }

    @Test
    void whatCameBackOfAnEditionIsCountedOnItsPage() {
        try (BrowserContext context = context(false, 1280, ColorScheme.LIGHT);
                Page page = context.newPage()) {
            signIn(page, newsletter, "en");
            page.navigate(editionUrl("en"));
            assertThat(page.locator("#reports")).hasCount(0);
            edition.reported(rows, "address", "address", "soft", "complaint");
            page.reload();
            assertThat(page.locator("#reports li"))
                    .hasText(new String[] {"no such address 2", "mailbox full or away 1", "complaint 1"});
        }
    }

    @Test
    void thePageIsBroughtAnewInPlaceAndTheFocusStaysUntilAllIsSent() {
        try (BrowserContext context = context(true, 1280, ColorScheme.LIGHT);
                Page page = context.newPage()) {
            page.clock().install();
            signIn(page, newsletter, "en");
            page.navigate(editionUrl("en"));
            page.locator("#plot-summary").click();
            page.locator("#cancel").focus();
            edition.sent(rows, 6);
            page.clock().runFor(5_000);
            assertThat(page.locator(".states .sent b")).hasText("6");
            assertThat(page.locator("#cancel")).isFocused();
            assertThat(page.locator("#plot-numbers")).hasAttribute("open", "");
            rows.execute(
                    "UPDATE chunk SET outcomes = decode(repeat('01', size), 'hex'), attempting_to = size, pending = 0,"
                            + " sent = size");
            page.clock().runFor(5_000);
            assertThat(page.locator("h2 .chip").first()).hasText("done");
            List<String> asked = new ArrayList<>();
            page.onRequest(request -> asked.add(request.url()));
            page.clock().runFor(60_000);
            assertThat(asked).isEmpty();
        }
    }

    @Test
    void aPersonDecidesAboutUncertainDeliveriesOneByOneAndAllAtOnce() {
        UUID first = edition.uncertain(rows, 3).getFirst();
        try (BrowserContext context = context(false, 1280, ColorScheme.LIGHT);
                Page page = context.newPage()) {
            signIn(page, newsletter, "en");
            page.navigate(editionUrl("en"));
            page.locator("#uncertain").click();
            assertThat(page.locator("tbody tr")).hasCount(3);
            assertThat(page.content()).contains("r•••@e•••.net").doesNotContain("@example.net");
            page.locator("tr:has(input[value='" + first + "']) button[value=send-again]")
                    .click();
            assertThat(page.locator("tbody tr")).hasCount(2);
            page.locator("main form.form button[value=count-as-sent]").click();
            assertThat(page.locator("#confirm-error")).hasCount(1);
            page.locator("input[name=confirm]").check();
            page.locator("main form.form button[value=count-as-sent]").click();
            assertThat(page.locator(".notice.success")).containsText("2 deliveries are decided");
            page.navigate(console(newsletter, "en") + "/subscribers/" + first);
            assertThat(page.locator("section[aria-labelledby=notes]")).containsText("sent once more");
        }
    }

    @Test
    void allSendingIsHeldAndLetGoAndALaneStoppedAndResumedWithoutScripts() {
        try (BrowserContext context = context(false, 1280, ColorScheme.LIGHT);
                Page page = context.newPage()) {
            signIn(page, newsletter, "en");
            page.navigate(console(newsletter, "en") + "/sending");
            page.locator("#hold").click();
            page.locator("main .form button").click();
            assertThat(page.locator("#reason-error")).hasCount(1);
            page.locator("#reason").fill("a wrong link <b>");
            page.locator("main .form button").click();
            assertThat(page.locator(".notice.danger")).containsText("a wrong link <b>");
            page.navigate(editionUrl("en"));
            assertThat(page.locator(".notice.danger")).containsText("a wrong link <b>");
            page.navigate(console(newsletter, "en") + "/sending");
            page.locator("#release").click();
            page.locator("main .form button").click();
            assertThat(page.locator(".notice.danger")).hasCount(0);

            page.locator("[id='stop-gmail.com']").click();
            page.locator("#reason").fill("they asked us");
            page.locator("main .form button").click();
            assertThat(page.locator("tr:has-text('gmail.com')")).containsText("they asked us");
            page.locator("[id='resume-gmail.com']").click();
            page.locator("main .form button").click();
            assertThat(page.locator("tr:has-text('gmail.com') .chip")).hasText("puts mails off");
        }
        assertThat(rows.strings("SELECT act FROM console_audit ORDER BY id DESC LIMIT 4"))
                .containsExactly("lane-resumed", "lane-stopped", "released", "held");
    }

    private String control() {
        return rows.strings("SELECT control FROM edition WHERE id = '" + edition.id() + "'")
                .getFirst();
    }

    /** The eleven states and how many deliveries are in each, as the page tells them. */
    private static Map<String, Long> counts(Page page) {
        return page.locator(".facts .states li").all().stream()
                .collect(Collectors.toMap(
                        state -> state.getAttribute("class"),
                        state -> Long.parseLong(state.locator("b").textContent())));
    }
}
