package barid.standalone;

import barid.kit.Await;
import barid.kit.Pages;
import barid.kit.http.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;

import static barid.kit.Pages.fitsItsWidth;
import static barid.kit.Pages.isAccessible;
import static org.assertj.core.api.Assertions.assertThat;

/** The operators' pages about partners in a real browser, without JavaScript of their own. */
class PartnersPagesIT {
    /** Where pictures of the pages go for people to look at; nowhere unless it is set. */
    private static final Optional<Path> PICTURES =
            Optional.ofNullable(System.getProperty("barid.pictures")).map(Path::of);

    private static RunningBarid barid;
    private static Pages pages;

    @BeforeAll
    static void start() throws Exception {
        barid = RunningBarid.start(true);
        pages = Pages.open();
    }

    @AfterAll
    static void stop() throws Exception {
        pages.close();
        barid.close();
    }

    private static String partners(String language) {
        return barid.installation.feeds() + "/partners/" + language;
    }

    private static BrowserContext visitor(int width, ColorScheme scheme) {
        return pages.browser.newContext(
                new Browser.NewContextOptions().setViewportSize(width, 900).setColorScheme(scheme));
    }

    private static void signIn(Page page, String language) {
        page.navigate(partners(language));
        page.locator("#token").fill("a-token-for-tests");
        page.locator("main button[type=submit]").first().click();
        page.locator(".operator-bar").waitFor();
    }

    private static void look(Page page, String name) {
        isAccessible(page);
        fitsItsWidth(page);
        PICTURES.ifPresent(folder ->
                page.screenshot(new Page.ScreenshotOptions().setFullPage(true).setPath(folder.resolve(name + ".png"))));
    }

    private static String makeByApi(String id, String name) throws Exception {
        ObjectNode body = Json.MAPPER
                .createObjectNode()
                .put("id", id)
                .put("name", name)
                .put("contact", "editor@partner.example.org")
                .put("rights", "CC BY 4.0");
        body.putArray("languages").add("ar").add("en");
        URI root = barid.installation.feeds().resolve("/feeds/api/partners");
        assertThat(barid.api.postJson(root, body).status()).isIn(201, 409);
        return barid.api
                .postJson(URI.create(root + "/" + id + "/keys"), Json.MAPPER.createObjectNode())
                .json()
                .path("key")
                .asText();
    }

    private static int pull(String id, String key) throws Exception {
        String basic = Base64.getEncoder().encodeToString((id + ":" + key).getBytes(StandardCharsets.UTF_8));
        URI feed = barid.installation.feeds().resolve("/partners/" + id + "/articles.atom");
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(feed)
                                    .header("Authorization", "Basic " + basic)
                                    .header("User-Agent", "mirror/1.0 (+https://partner.example.org)")
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ar", "en", "fr"})
    void everyPageIsAccessibleInBothSchemesAndFitsAPhone(String language) throws Exception {
        String key = makeByApi("relief-news", "Relief News Agency");
        Await.until("the partner pulls", () -> pull("relief-news", key) == 200);
        pull("relief-news", "wrong");
        walk(language, 320, ColorScheme.LIGHT);
        walk(language, 1280, ColorScheme.DARK);
    }

    private static void walk(String language, int width, ColorScheme scheme) {
        String name = language + "-" + scheme + "-" + width + "-";
        try (BrowserContext context = visitor(width, scheme);
                Page page = context.newPage()) {
            page.navigate(partners(language));
            look(page, name + "sign-in");
            signIn(page, language);
            assertThat(page.locator("html").getAttribute("lang")).isEqualTo(language);
            Await.until("the pulls are told", () -> {
                page.reload();
                return page.locator("tbody .bars rect:not(.none)").count() > 0;
            });
            look(page, name + "list");
            page.locator("tbody a", new Page.LocatorOptions().setHasText("Relief"))
                    .click();
            page.locator("details summary").click();
            look(page, name + "one");
            page.locator("a[href$='/edit']").click();
            look(page, name + "edit");
            page.navigate(partners(language) + "/relief-news/keys/1/revoke");
            look(page, name + "revoke");
            page.navigate(partners(language) + "/relief-news/end");
            look(page, name + "end");
            page.navigate(partners(language) + "/new");
            page.locator("form.form button[type=submit]").click();
            assertThat(page.locator(".error").count()).isEqualTo(2);
            look(page, name + "faults");
        }
    }

    @Test
    void anOperatorMakesAPartnerGivesItAKeyAndEndsItWithoutScripts() throws Exception {
        try (BrowserContext context =
                        pages.browser.newContext(new Browser.NewContextOptions().setJavaScriptEnabled(false));
                Page page = context.newPage()) {
            signIn(page, "en");
            page.locator("a.button[href$='/new']").click();
            page.locator("#name").fill("Harbour Times");
            page.locator("#id").fill("harbour-times");
            page.locator("input[name='language-en']").check();
            page.locator("#rights").fill("With attribution");
            page.locator("form.form button[type=submit]").click();
            assertThat(page.locator("h1").innerText()).isEqualTo("Harbour Times");
            page.locator("form[action$='/keys'] button").click();
            String key = page.locator("#key").innerText();
            Await.until("the feed is there", () -> pull("harbour-times", key) == 200);
            page.locator("main a.button").click();
            assertThat(page.content()).doesNotContain(key);
            page.locator("a[href$='/edit']").click();
            assertThat(page.locator("input[name='language-en']").isChecked()).isTrue();
            page.locator("#name").fill("Harbour Times Weekly");
            page.locator("form.form button[type=submit]").click();
            assertThat(page.locator("h1").innerText()).isEqualTo("Harbour Times Weekly");
            page.locator("a[href$='/keys/1/revoke']").click();
            page.locator(".message button[type=submit]").click();
            assertThat(pull("harbour-times", key)).isEqualTo(401);
            page.locator("a[href$='/end']").click();
            page.locator(".message button[type=submit]").click();
            assertThat(page.locator(".notice.warning").innerText()).contains("Ended");
            assertThat(page.locator("main form[action$='/keys']").count()).isZero();
        }
    }

    @Test
    void withoutPartnersThePageSaysWhatTheyAre() throws Exception {
        try (RunningBarid empty = RunningBarid.start(false);
                BrowserContext context = visitor(320, ColorScheme.LIGHT);
                Page page = context.newPage()) {
            page.navigate(empty.installation.feeds() + "/partners");
            page.locator("#token").fill("a-token-for-tests");
            page.locator("main button[type=submit]").first().click();
            Locator nothing = page.locator(".empty");
            nothing.waitFor();
            assertThat(nothing.innerText()).contains("no partners yet");
            look(page, "empty");
        }
    }
}
