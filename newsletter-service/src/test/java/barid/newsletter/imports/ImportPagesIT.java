package barid.newsletter.imports;

import barid.kit.Pages;
import barid.kit.db.DatabaseSettings;
import barid.kit.db.TestPostgres;
import barid.newsletter.Rows;
import barid.newsletter.RunningNewsletter;
import barid.newsletter.SmtpSink;
import barid.newsletter.TestFeed;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FilePayload;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Clock;
import java.util.Map;

import static barid.newsletter.OperatorPages.PICTURES;
import static barid.newsletter.OperatorPages.console;
import static barid.newsletter.OperatorPages.look;
import static barid.newsletter.OperatorPages.signIn;
import static org.assertj.core.api.Assertions.assertThat;

/** The pages of imports and exports in a real browser. */
@Timeout(180)
class ImportPagesIT {
    private static Rows rows;
    private static TestFeed feed;
    private static SmtpSink sink;
    private static RunningNewsletter newsletter;
    private static ImportFiles files;
    private static Pages pages;
    private static String running;
    private static String waiting;
    private static String ready;

    @BeforeAll
    static void start() {
        DatabaseSettings database = TestPostgres.create("newsletter", true);
        rows = new Rows(database);
        feed = new TestFeed();
        sink = new SmtpSink();
        newsletter = new RunningNewsletter(
                database, feed.url(), sink.port(), Clock.systemUTC(), Map.of("imports.poll", "PT0.02S"));
        files = new ImportFiles(newsletter);
        pages = Pages.open();
        try (Page page = pages.browser.newPage()) {
            signIn(page, newsletter, "en");
            for (String section : new String[] {"/imports", "/exports"}) {
                page.navigate(console(newsletter, "en") + section);
                assertThat(page.locator(".empty").count()).isEqualTo(1);
                look(page, "en-empty" + section.replace('/', '-'));
            }
        }
        waiting = id(files.begin("languages=en&name=members.csv", "Kontakt;Ort\nanna@example.net;Wien\n".getBytes()));
        files.await(ImportFiles.ROOT + "/" + waiting, "mapping");
        ready = id(files.begin(
                "languages=en&dry-run=true&name=subscribed_members_export.csv",
                "Email Address,First Name,LANGUAGE\nbo@example.net,Bo,fr\nbo@example.net,Bo,fr\nx,X,en\n".getBytes()));
        files.await(ImportFiles.ROOT + "/" + ready, "ready");
        running = underWay();
        files.get("/newsletter/api/subscribers.csv?language=fr");
    }

    /** An import that another process works on, as far as anyone here can tell. */
    private static String underWay() {
        return rows.strings("""
                INSERT INTO reader_import (id, state, name, consent, started_by, bytes, lines, layout, columns, defaults, dry_run,
                    rows_done, line, counts, owner, lease_until, created_at, pass_started_at, updated_at)
                VALUES (gen_random_uuid(), 'importing', 'all-readers.csv', 'Press office, 2019', 'operator', 60000000, 1000001,
                    '{"charset":"UTF-8","separator":",","marked":false,"headed":true}', '{email}',
                    '{"languages":["en"],"topics":[],"cadence":"daily"}', true, 412000, 412001,
                    '{"taken":411000,"known":400,"doubled":100,"left":300,"refused":100,"bad":100,"suppressed":20}',
                    gen_random_uuid(), now() + interval '1 hour', now() - interval '100 s', now() - interval '100 s', now())
                RETURNING id""").getFirst();
    }

    @AfterAll
    static void stop() {
        pages.close();
        newsletter.close();
        sink.close();
        feed.close();
    }

    private static String id(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
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
            String imports = console(newsletter, language) + "/imports";
            page.navigate(imports);
            look(page, name + "imports");
            page.navigate(imports + "/new");
            page.locator("form[enctype] button").click();
            assertThat(page.locator(".error").count()).isEqualTo(2);
            look(page, name + "form-refused");
            page.navigate(imports + "/" + waiting);
            look(page, name + "mapping");
            page.navigate(imports + "/" + ready);
            look(page, name + "ready");
            page.navigate(imports + "/" + running + "?hold");
            assertThat(page.locator("progress").count()).isEqualTo(1);
            look(page, name + "running");
            page.navigate(imports + "/" + running + "/cancel");
            if (language.equals("fr") || PICTURES.isPresent()) {
                look(page, name + "cancel");
            }
            page.navigate(console(newsletter, language) + "/exports");
            look(page, name + "exports");
        }
    }

    @Test
    void anOperatorBringsReadersAlongWithoutScripts() throws IOException {
        try (BrowserContext context =
                        pages.browser.newContext(new Browser.NewContextOptions().setJavaScriptEnabled(false));
                Page page = context.newPage()) {
            signIn(page, newsletter, "en");
            page.navigate(console(newsletter, "en") + "/imports");
            page.locator("main a.button").click();
            page.locator("#consent").fill("Conference desk, Geneva");
            page.locator("#hour").fill("99");
            page.locator("form[enctype] button").click();
            assertThat(page.locator("#consent").inputValue()).isEqualTo("Conference desk, Geneva");
            assertThat(page.locator("#hour-error").count()).isEqualTo(1);
            assertThat(page.locator("#file-error").count()).isEqualTo(1);

            page.locator("#hour").fill("9");
            page.locator("#languages").selectOption("fr");
            String file = "Contact;Town\npage1@example.net;Bern\npage2@example.net;Basel\nnobody;Biel\n";
            page.locator("#file")
                    .setInputFiles(new FilePayload("contacts.csv", "text/csv", file.getBytes(StandardCharsets.UTF_8)));
            page.locator("form[enctype] button").click();
            assertThat(page.locator("h1").textContent()).contains("contacts.csv", "Columns to be named");
            assertThat(page.locator("main").textContent())
                    .contains("p•••@e•••", "Bern")
                    .doesNotContain("page1");

            page.locator("form[action$='/mapping'] button").click();
            assertThat(page.locator(".notice.danger").textContent()).contains("Name one column as the address");
            page.locator("select[name=column-1]").selectOption("email");
            page.locator("form[action$='/mapping'] button").click();
            // Without a script the page renews itself until there is something to start.
            page.locator("form[action$='/start'] button").waitFor();
            assertThat(page.locator(".standfirst").textContent())
                    .isEqualTo("2 readers will be subscribed. No mail is sent now.");
            assertThat(rows.number("SELECT count(*) FROM subscriber WHERE email LIKE 'page%'"))
                    .isZero();
            page.locator("form[action$='/start'] button").click();
            page.getByText("2 readers were subscribed.").waitFor();
            assertThat(rows.strings("""
                    SELECT cast(languages AS text) || ' ' || hour FROM subscription p JOIN subscriber s ON s.id = p.subscriber
                    WHERE s.email = 'page2@example.net'""")).containsExactly("{fr} 9");
            Download report = page.waitForDownload(
                    () -> page.locator("a[href$='/report.csv']").click());
            assertThat(Files.readString(report.path())).contains("4,email,").doesNotContain("nobody");

            page.navigate(console(newsletter, "en") + "/exports");
            page.locator("#language").selectOption("fr");
            Download export = page.waitForDownload(
                    () -> page.locator("form[action$='.csv'] button").click());
            assertThat(Files.readString(export.path())).contains("page1@example.net,fr,", "page2@example.net,fr,");
            page.reload();
            assertThat(page.locator("tbody tr").first().textContent()).contains("operator", "French", "2");
        }
        assertThat(sink.mails()).isEmpty();
    }

    @Test
    void aFormOfAnotherSessionBringsNothingIn() {
        String body = "--b\r\nContent-Disposition: form-data; name=\"consent\"\r\n\r\nx\r\n"
                + "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\nemail\r\n\r\n--b--\r\n";
        String path = "/newsletter/console/en/imports/new";
        assertThat(newsletter
                        .post(path, "multipart/form-data; boundary=b", body)
                        .statusCode())
                .isEqualTo(303);
        try (BrowserContext context = pages.browser.newContext();
                Page page = context.newPage()) {
            signIn(page, newsletter, "en");
            String cookies = context.cookies().stream()
                    .map(cookie -> cookie.name + "=" + cookie.value)
                    .reduce((a, b) -> a + "; " + b)
                    .orElseThrow();
            assertThat(newsletter
                            .send(HttpRequest.newBuilder(newsletter.url(path))
                                    .header("Content-Type", "multipart/form-data; boundary=b")
                                    .header("Cookie", cookies)
                                    .POST(HttpRequest.BodyPublishers.ofString(body)))
                            .statusCode())
                    .isEqualTo(403);
        }
    }
}
