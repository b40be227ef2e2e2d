package barid.newsletter.editions;

import barid.kit.Await;
import barid.kit.Pages;
import barid.kit.changes.Change;
import barid.kit.changes.Origin;
import barid.kit.db.DatabaseSettings;
import barid.kit.db.TestPostgres;
import barid.newsletter.Articles;
import barid.newsletter.MutableClock;
import barid.newsletter.Rows;
import barid.newsletter.RunningNewsletter;
import barid.newsletter.SmtpSink;
import barid.newsletter.TestFeed;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

/** Two days, a week and a month of news, mailed to readers of each cadence, and what anybody may read of it afterwards. */
class ArchiveIT {
    private static final Optional<Path> PICTURES =
            Optional.ofNullable(System.getProperty("barid.pictures")).map(Path::of);
    private static final String EVERYTHING = "ar,en,fr";

    private static TestFeed feed;
    private static SmtpSink sink;
    private static RunningNewsletter newsletter;
    private static Rows rows;
    private static Pages pages;

    @BeforeAll
    static void publishAndMail() {
        DatabaseSettings database = TestPostgres.create("newsletter", true);
        MutableClock clock = new MutableClock(Instant.parse("2026-11-23T08:00:00Z"));
        rows = new Rows(database);
        feed = new TestFeed();
        sink = new SmtpSink();
        newsletter = new RunningNewsletter(
                database,
                feed.url(),
                sink.port(),
                clock,
                Map.of(
                        "organisation.name.ar", "المنظمة النموذجية",
                        "organisation.short-name.ar", "المنظمة",
                        "organisation.name.fr", "Organisation exemple",
                        "organisation.short-name.fr", "Exemple"));
        Change.Published first =
                Articles.published(1, "en", "Mobile clinics reach the mountain districts before winter");
        Change.Published wrong = Articles.published(4, "en", "Published by mistake");
        feed.announce(
                Articles.historical(Articles.published(5, "en", "From the old site")),
                first,
                Articles.published(2, "ar", "2026 عام المياه: 40 مدينة تنضم إلى شبكة الرصد"),
                machine(Articles.published(3, "fr", "L’eau potable revient dans la vallée")),
                wrong,
                Articles.published(6, "en", "Harvest figures for the northern plain"));
        Await.until("stories are here", () -> rows.number("SELECT count(*) FROM story") == 6);
        clock.set(Instant.parse("2026-11-24T07:00:30Z"));
        rows.reader("daily@example.net", EVERYTHING, "daily");
        rows.reader("now@example.net", EVERYTHING, "immediate");
        awaitEdition("daily", "2026-11-24");
        feed.announce(
                Articles.corrected(first, Articles.MORNING.plusSeconds(9), "Twelve vans set out, not twenty."),
                Articles.withdrawn(wrong));
        Await.until("the correction", () -> rows.number("SELECT count(*) FROM correction") == 1);
        clock.set(Instant.parse("2026-11-25T07:00:30Z"));
        awaitEdition("daily", "2026-11-25");
        rows.execute("INSERT INTO edition_note (cadence, period, language, text, changed_at)"
                + " VALUES ('weekly', '2026-W49', 'en', E'Dear readers,\\nthis was the week of water.', now())");
        rows.execute("INSERT INTO edition_pin (cadence, period, article, changed_at) VALUES ('weekly', '2026-W49', '"
                + Articles.id(1) + "', now())");
        clock.set(Instant.parse("2026-11-30T07:00:30Z"));
        rows.reader("weekly@example.net", EVERYTHING, "weekly");
        awaitEdition("weekly", "2026-W49");
        clock.set(Instant.parse("2026-12-01T07:00:30Z"));
        rows.reader("monthly@example.net", EVERYTHING, "monthly");
        awaitEdition("monthly", "2026-12");
        pages = Pages.open();
    }

    private static void awaitEdition(String cadence, String period) {
        Await.until(
                "edition " + period,
                () -> rows.number("SELECT count(*) FROM edition WHERE cadence = '" + cadence + "' AND period = '"
                                + period + "'")
                        == 1);
        // A lease must not end on the way by the clock that this test moves.
        Await.until("all is sent", () -> rows.number("SELECT count(*) FROM chunk WHERE next_at IS NOT NULL") == 0);
    }

    private static Change.Published machine(Change.Published s) {
        return new Change.Published(
                s.position(),
                s.article(),
                s.language(),
                s.entryId(),
                Origin.MACHINE,
                "Marian 2",
                s.slug(),
                s.url(),
                s.title(),
                s.summary(),
                s.html(),
                s.authors(),
                s.topics(),
                s.media(),
                s.published(),
                s.updated(),
                s.revision(),
                false,
                null,
                List.of(new Change.Sibling("en", "https://news.example.org/en/articles/water", Origin.ORIGINAL)),
                null);
    }

    @AfterAll
    static void stop() {
        pages.close();
        newsletter.close();
        sink.close();
        feed.close();
    }

    private static Document page(String path) {
        HttpResponse<String> answer = newsletter.get(path);
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        return Jsoup.parse(answer.body());
    }

    @Test
    void theListHasTheEditionsOfDatesByMonthNewestFirst() {
        Document list = page("/newsletter/en/editions");
        assertThat(list.select("h2").eachText()).containsExactly("December 2026", "November 2026");
        assertThat(list.select(".story").eachText())
                .containsExactly(
                        "Monthly edition · 2 articles December 2026 Harvest figures for the northern plain",
                        "Weekly edition · 2 articles Week of 30 November 2026 Harvest figures for the northern plain",
                        "Daily edition · 1 correction 25 November 2026",
                        "Daily edition · 2 articles 24 November 2026 Harvest figures for the northern plain");
        assertThat(list.select(".story a").eachAttr("href"))
                .startsWith("/newsletter/en/editions/monthly/2026-12", "/newsletter/en/editions/weekly/2026-W49");
    }

    @Test
    void anEditionHasWhatIsPublicNowInItsLanguagePinnedFirstUnderTheNote() {
        Document edition = page("/newsletter/en/editions/weekly/2026-W49");
        assertThat(edition.select("h1").text()).isEqualTo("Week of 30 November 2026");
        assertThat(edition.select(".story h2").eachText())
                .containsExactly(
                        "Mobile clinics reach the mountain districts before winter",
                        "Harvest figures for the northern plain");
        assertThat(edition.select(".notice p").eachText())
                .containsExactly("Dear readers,", "this was the week of water.");
        assertThat(edition.select(".languages [hreflang]").eachAttr("hreflang")).containsExactly("ar", "en", "fr");
        assertThat(edition.text()).doesNotContain("Published by mistake", "From the old site", "Twelve vans");

        assertThat(page("/newsletter/en/editions/daily/2026-11-25")
                        .select(".corrections + ul")
                        .text())
                .isEqualTo(
                        "Mobile clinics reach the mountain districts before winter Twelve vans set out, not twenty.");
        Document french = page("/newsletter/fr/editions/daily/2026-11-24");
        assertThat(french.select("h1").text()).isEqualTo("24 novembre 2026");
        assertThat(french.select(".notice").text()).contains("Marian 2");
        assertThat(page("/newsletter/ar/editions/monthly/2026-12")
                        .select("html")
                        .attr("dir"))
                .isEqualTo("rtl");
    }

    @Test
    void longListsGoOnOnTheNextPage() {
        assertThat(page("/newsletter/en/editions?before=2026-11-25.daily")
                        .select(".story h3")
                        .eachText())
                .containsExactly("24 November 2026");
        String number = rows.strings("SELECT number FROM story WHERE article = '" + Articles.id(6) + "'")
                .getFirst();
        assertThat(page("/newsletter/en/editions/daily/2026-11-24?before=" + number)
                        .select(".story h2")
                        .eachText())
                .containsExactly("Mobile clinics reach the mountain districts before winter");
    }

    @Test
    void aLanguageWithoutEditionsSaysSo() {
        feed.announce(Articles.historical(Articles.published(9, "ur", "پرانی خبر")));
        Await.until("the story", () -> rows.number("SELECT count(*) FROM story WHERE language = 'ur'") == 1);
        assertThat(page("/newsletter/ur/editions").select(".empty").text())
                .isEqualTo("No edition has appeared in this language yet.");
    }

    @ParameterizedTest
    @CsvSource({
        "404, /newsletter/xx/editions",
        "404, /newsletter/en/editions/daily/2026-11-23",
        "404, /newsletter/en/editions/hourly/2026-11-24",
        "404, /newsletter/en/editions/weekly/2026-11-24",
        "400, /newsletter/en/editions?before=yesterday",
        "400, /newsletter/en/editions?before=2026-13-99.daily",
        "400, /newsletter/en/editions/weekly/2026-W49?before=-1",
    })
    void whatIsNotThereIsRefused(int status, String path) {
        assertThat(newsletter.get(path).statusCode()).isEqualTo(status);
    }

    @Test
    void immediateEditionsAreMailedButNotListed() {
        String period = rows.strings("SELECT period FROM edition WHERE cadence = 'immediate'")
                .getFirst();
        assertThat(newsletter.get("/newsletter/en/editions").body()).doesNotContain("immediate");
        assertThat(newsletter.get("/newsletter/en/editions/immediate/" + period).statusCode())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/newsletter/en/editions", "/newsletter/en/editions/weekly/2026-W49"})
    void cachesKeepTheArchiveAndAskAgainByItsTag(String path) {
        HttpResponse<String> answer = newsletter.get(path);
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("public, max-age=60");
        assertThat(answer.headers().firstValue("X-Robots-Tag")).isEmpty();
        assertThat(newsletter
                        .send(HttpRequest.newBuilder(newsletter.url(path))
                                .header(
                                        "If-None-Match",
                                        answer.headers().firstValue("ETag").orElseThrow()))
                        .statusCode())
                .isEqualTo(304);
    }

    @Test
    void theMailInABrowserHasItsDateItsNoteAndTheWayToTheArchive() {
        String view = rows.strings("SELECT v.view_id FROM variant v JOIN edition e ON e.id = v.edition"
                        + " WHERE e.period = '2026-W49'")
                .getFirst();
        HttpResponse<String> answer = newsletter.get("/newsletter/editions/" + view);
        assertThat(answer.headers().firstValue("X-Robots-Tag")).hasValue("noindex");
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
        Document page = Jsoup.parse(answer.body());
        assertThat(page.select("html").attr("lang")).isEqualTo("ar");
        assertThat(page.text())
                .contains("أسبوع 30 نوفمبر 2026", "Harvest figures")
                .doesNotContain("Published by mistake");
        assertThat(page.select("main a").eachAttr("href")).contains("/newsletter/ar/editions");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ar", "en", "fr"})
    void thePagesAreAccessibleWithAndWithoutScriptsOnEveryWidth(String language) {
        for (boolean scripts : new boolean[] {true, false}) {
            try (BrowserContext context =
                    pages.browser.newContext(new Browser.NewContextOptions().setJavaScriptEnabled(scripts))) {
                Page page = context.newPage();
                page.navigate(
                        newsletter.url("/newsletter/" + language + "/editions").toString());
                page.locator("main .story a").first().click();
                assertThat(page.url()).endsWith("/newsletter/" + language + "/editions/monthly/2026-12");
                assertThat(page.locator("main .story").count()).isPositive();
                page.locator(".breadcrumbs a").click();
                if (scripts) {
                    look(page, "/newsletter/" + language + "/editions", "list-" + language);
                    look(page, "/newsletter/" + language + "/editions/weekly/2026-W49", "edition-" + language);
                }
            }
        }
    }

    private static void look(Page page, String path, String name) {
        page.navigate(newsletter.url(path).toString());
        for (int width : new int[] {390, 1280}) {
            page.setViewportSize(width, 900);
            Pages.fitsItsWidth(page);
            PICTURES.ifPresent(folder -> picture(page, folder.resolve(name + "-" + width)));
        }
        Pages.isAccessible(page);
    }

    private static void picture(Page page, Path name) {
        for (ColorScheme scheme : List.of(ColorScheme.DARK, ColorScheme.LIGHT)) {
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
            page.screenshot(new Page.ScreenshotOptions()
                    .setFullPage(true)
                    .setPath(name.resolveSibling(name.getFileName() + "-" + scheme + ".png")));
        }
    }
}
