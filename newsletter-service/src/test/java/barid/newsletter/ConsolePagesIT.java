package barid.newsletter;

import barid.kit.Await;
import barid.kit.Pages;
import barid.kit.changes.Change;
import barid.kit.db.DatabaseSettings;
import barid.kit.db.TestPostgres;
import barid.newsletter.keys.Keys;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FormData;
import com.microsoft.playwright.options.RequestOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import static barid.newsletter.OperatorPages.PICTURES;
import static barid.newsletter.OperatorPages.console;
import static barid.newsletter.OperatorPages.look;
import static barid.newsletter.OperatorPages.picture;
import static barid.newsletter.OperatorPages.signIn;
import static org.assertj.core.api.Assertions.assertThat;

/** The operators' console in a real browser. */
class ConsolePagesIT {
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
            signIn(page, newsletter, language);
            assertThat(page.locator("html").getAttribute("lang")).isEqualTo(language);
            page.locator("details summary").first().click();
            look(page, name + "overview");
            page.navigate(console(newsletter, language) + "/subscribers");
            look(page, name + "subscribers");
            find(page, "nobody@example.org");
            look(page, name + "subscribers-nobody");
            find(page, "amal@example.org");
            look(page, name + "subscriber");
            String reader = page.url();
            page.navigate(reader + "/suppress");
            look(page, name + "suppress");
            page.navigate(console(newsletter, language) + "/suppressions");
            find(page, "amal@example.org");
            look(page, name + "suppressions");
            page.navigate(console(newsletter, language) + "/editions");
            look(page, name + "editions");
            page.locator("section[aria-labelledby=past] tbody a").first().click();
            look(page, name + "edition");
            page.navigate(console(newsletter, language) + "/editions");
            page.locator("section[aria-labelledby=coming] tbody a").last().click();
            page.locator("textarea").first().fill("x".repeat(2_001));
            page.locator("main .form button[type=submit]").click();
            assertThat(page.locator(".error").count()).isEqualTo(1);
            look(page, name + "note-too-long");
            page.navigate(console(newsletter, language) + "/preview?language-1=" + language
                    + "&language-2=en&cadence=weekly");
            assertThat(page.frames()).hasSize(2);
            page.frameLocator("iframe").locator("h1").first().waitFor();
            page.locator("iframe").scrollIntoViewIfNeeded();
            picture(page, name + "preview");
            // Nothing runs in the mail's frame, not even what looks at it; mails have a lint of their own.
            page.evaluate("document.querySelector('iframe').removeAttribute('sandbox')");
            page.evaluate("document.querySelector('iframe').src = 'about:blank'");
            look(page, name + "preview-without-mail");
        }
    }

    private static void find(Page page, String email) {
        page.locator("#email").fill(email);
        page.locator(".look-up button").click();
    }

    @Test
    void anOperatorFindsAReaderAndActsForHerWithoutScripts() {
        try (BrowserContext context = withoutScripts();
                Page page = context.newPage()) {
            signIn(page, newsletter, "en");
            page.navigate(console(newsletter, "en") + "/subscribers");
            find(page, "Boutros@Example.org");
            assertThat(page.url()).contains("/subscribers/").doesNotContain("example.org");
            assertThat(page.locator("h1").textContent()).isEqualTo("b•••@e•••.org");
            assertThat(page.content()).doesNotContain("boutros");
            page.locator("form[action$='/address'] button").click();
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
            page.navigate(console(newsletter, "en") + "/subscribers?state=suppressed");
            assertThat(page.locator("tbody tr").count()).isEqualTo(1);
        }
        assertThat(rows.strings("SELECT operator || ' ' || act FROM console_audit ORDER BY id"))
                .containsSubsequence("operator revealed", "operator unsubscribed", "operator suppressed");
        assertThat(rows.strings("SELECT state FROM subscriber WHERE email = 'boutros@example.org'"))
                .containsExactly("unsubscribed");
    }

    @Test
    void eachReaderStandsOnceInThePagesOfTheList() {
        rows.execute("INSERT INTO subscriber (id, email, mailbox, email_key, state, origin, created_at)"
                + " SELECT gen_random_uuid(), n || '@example.net', n || '@example.net', decode(md5(n || 'list'), 'hex'),"
                + " 'unconfirmed', 'form', timestamptz '2020-01-01' + (n / 3) * interval '1 second'"
                + " FROM generate_series(1, 120) AS n");
        List<String> seen = new ArrayList<>();
        try (BrowserContext context = withoutScripts();
                Page page = context.newPage()) {
            signIn(page, newsletter, "en");
            page.navigate(console(newsletter, "en") + "/subscribers?state=unconfirmed");
            while (true) {
                page.locator("tbody a").all().forEach(link -> seen.add(link.getAttribute("href")));
                if (page.locator("a.onward").count() == 0) {
                    break;
                }
                page.locator("a.onward").click();
            }
            assertThat(page.url()).contains("state=unconfirmed", "after=");
        }
        assertThat(seen).hasSize(120).doesNotHaveDuplicates();
        rows.execute("DELETE FROM subscriber WHERE email LIKE '%@example.net'");
    }

    @Test
    void nobodyIsLetInWithoutASessionNorAFormWithoutItsProof() {
        assertThat(newsletter.get("/newsletter/console/en/subscribers").statusCode())
                .isEqualTo(303);
        assertThat(newsletter.get("/newsletter/console/de/subscribers").statusCode())
                .isEqualTo(404);
        try (BrowserContext context = withoutScripts();
                Page page = context.newPage()) {
            signIn(page, newsletter, "en");
            String url = console(newsletter, "en") + "/suppressions/add";
            var forged = context.request()
                    .post(url, RequestOptions.create().setForm(FormData.create().set("key", "ab".repeat(32))));
            assertThat(forged.status()).isEqualTo(403);
        }
        assertThat(rows.number(
                        "SELECT count(*) FROM suppression WHERE email_key = decode('" + "ab".repeat(32) + "', 'hex')"))
                .isZero();
    }

    @Test
    void anOperatorExportsAReadersDataAndErasesHerOnRequest() throws IOException {
        reader(rows.restingReader("dalia@example.org", "ar"), "dalia@example.org");
        try (BrowserContext context = withoutScripts();
                Page page = context.newPage()) {
            signIn(page, newsletter, "en");
            page.navigate(console(newsletter, "en") + "/subscribers");
            find(page, "dalia@example.org");
            Download file = page.waitForDownload(
                    () -> page.locator("form[action$='/export'] button").click());
            assertThat(Files.readString(file.path())).contains("dalia@example.org");
            page.locator("a[href$='/erase']").click();
            assertThat(page.locator("main").textContent()).contains("This cannot be undone");
            page.locator("main .form button").click();
            assertThat(page.locator(".notice.success").textContent()).contains("is erased");
            page.navigate(console(newsletter, "en") + "/suppressions");
            find(page, "dalia@example.org");
            assertThat(page.locator(".notice.information").textContent()).contains("is suppressed (erased");
            assertThat(page.locator("form[action$='/lift']").count()).isZero();
        }
        assertThat(rows.number("SELECT count(*) FROM subscriber WHERE email LIKE 'dalia%'"))
                .isZero();
    }

    @Test
    void anEditorWritesANoteAndPinsAnArticleWithoutScripts() {
        try (BrowserContext context = withoutScripts();
                Page page = context.newPage()) {
            signIn(page, newsletter, "en");
            page.navigate(console(newsletter, "en") + "/editions");
            page.locator("section[aria-labelledby=coming] tbody a").nth(1).click();
            String editing = page.url();
            page.locator("#note-ar").fill("كلمة من التحرير");
            page.locator("#note-en").fill("A word from us");
            page.locator("#article").selectOption(Articles.id(1).toString());
            page.locator("main .form button[type=submit]").click();
            assertThat(page.locator(".notice.success").count()).isEqualTo(1);
            page.navigate(editing);
            assertThat(page.locator("#note-ar").inputValue()).isEqualTo("كلمة من التحرير");
            assertThat(page.locator("#article").inputValue())
                    .isEqualTo(Articles.id(1).toString());
            page.locator("#note-en").fill("");
            page.locator("#article").selectOption("");
            page.locator("main .form button[type=submit]").click();

            page.locator("#note-ar").fill("x".repeat(2_001));
            page.locator("main .form button[type=submit]").click();
            assertThat(page.locator("#note-ar-error").textContent()).contains("2,001", "2,000");
            assertThat(page.locator("#note-ar").inputValue()).hasSize(2_001);
        }
        assertThat(rows.strings("SELECT language || ' ' || text FROM edition_note"))
                .containsExactly("ar كلمة من التحرير");
        assertThat(rows.number("SELECT count(*) FROM edition_pin")).isZero();
    }

    @Test
    void anEditionThatIsBeingSentIsNotChangedAndNothingWrittenIsLost() {
        try (BrowserContext context = withoutScripts();
                Page page = context.newPage()) {
            signIn(page, newsletter, "en");
            page.navigate(console(newsletter, "en") + "/editions");
            page.locator("section[aria-labelledby=coming] tbody a").last().click();
            String[] path = page.url().split("/");
            page.locator("#note-en").fill("Too late");
            rows.execute("INSERT INTO edition (id, cadence, period, starts_at, ends_at, expires_at, created_at)"
                    + " VALUES (gen_random_uuid(), '%s', '%s', now(), now(), now(), now() - interval '1 year')"
                            .formatted(path[path.length - 2], path[path.length - 1]));
            page.locator("main .form button[type=submit]").click();
            assertThat(page.locator(".notice.danger").textContent()).contains("had their hour");
            assertThat(page.locator("#note-en").inputValue()).isEqualTo("Too late");
        }
        assertThat(rows.number("SELECT count(*) FROM edition_note WHERE text = 'Too late'"))
                .isZero();
        rows.execute("DELETE FROM edition e WHERE NOT EXISTS (SELECT FROM delivery d WHERE d.edition = e.id)");
    }

    @Test
    void aPreviewIsShownAndOneCopySentWithoutTellingWhoseItIs() {
        int before = sink.mails().size();
        try (BrowserContext context = withoutScripts();
                Page page = context.newPage()) {
            signIn(page, newsletter, "en");
            page.navigate(console(newsletter, "en") + "/subscribers");
            find(page, "claire@example.org");
            page.locator("a[href*='/preview?reader=']").click();
            assertThat(page.content()).contains("c•••@e•••.org").doesNotContain("claire@");
            assertThat(page.frames().getLast().content()).contains("A clinic reopens");
            assertThat(page.locator(".mail-text").textContent()).contains("A clinic reopens");
            page.locator("#email").fill("no address");
            page.locator(".look-up button").click();
            assertThat(page.locator("#email-error").count()).isEqualTo(1);
            page.locator("#email").fill("editor@example.net");
            page.locator(".look-up button").click();
            assertThat(page.locator(".notice.success").textContent()).contains("took the mail");
            sink.answerContents(mail -> "554 5.7.1 no such test");
            page.locator(".look-up button").click();
            assertThat(page.locator(".notice.danger").textContent()).contains("5.7.1", "no such test");
            sink.answerContents(mail -> "250 2.0.0 ok");
            page.navigate(console(newsletter, "en") + "/preview?language-1=fr");
            assertThat(page.locator(".notice.information").textContent()).contains("Nothing is due");
        }
        SmtpSink.Mail copy = sink.mailsTo("editor@example.net").getFirst();
        assertThat(copy.header("To")).contains("editor@example.net");
        assertThat(copy.content()).contains(Keys.DEAD_TOKEN).doesNotContain("claire@");
        assertThat(sink.mails()).hasSize(before + 2);
    }

    private static BrowserContext withoutScripts() {
        return pages.browser.newContext(new Browser.NewContextOptions().setJavaScriptEnabled(false));
    }
}
