package barid.standalone;

import barid.kit.Pages;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;
import java.util.List;

import static barid.kit.Pages.fitsItsWidth;
import static barid.kit.Pages.isAccessible;
import static org.assertj.core.api.Assertions.assertThat;

/** The public pages in a real browser, with the sample content. */
class PagesIT {
    private static RunningBarid barid;
    private static Pages pages;
    private static Browser browser;

    @BeforeAll
    static void start() {
        barid = RunningBarid.start(true);
        pages = Pages.open();
        browser = pages.browser;
    }

    @AfterAll
    static void stop() throws Exception {
        pages.close();
        barid.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ar", "en", "fr"})
    void homeAndArticleAreWholeInEveryLanguageAndFitAPhone(String language) {
        for (int width : new int[] {320, 1280}) {
            try (Page page = browser.newPage(new Browser.NewPageOptions().setViewportSize(width, 800))) {
                page.navigate(barid.installation.articles() + "/" + language);
                assertThat(page.locator("html").getAttribute("lang")).isEqualTo(language);
                assertThat(page.locator("html").getAttribute("dir")).isEqualTo(language.equals("ar") ? "rtl" : "ltr");
                isAccessible(page);
                fitsItsWidth(page);
                page.locator("main a[href*='/articles/']").first().click();
                assertThat(page.locator("h1").count()).isEqualTo(1);
                assertThat(page.locator("input[type=radio][name=satisfaction]").count())
                        .isEqualTo(5);
                isAccessible(page);
                fitsItsWidth(page);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ar", "en", "fr"})
    void theNewsletterFormAndTheMailboxAreAccessible(String language) {
        try (Page page =
                browser.newPage(new Browser.NewPageOptions().setLocale(language).setViewportSize(320, 800))) {
            page.navigate(barid.installation.newsletter() + "/newsletter/" + language);
            isAccessible(page);
            fitsItsWidth(page);
            page.navigate(barid.installation.feeds() + "/feeds/" + language);
            isAccessible(page);
            fitsItsWidth(page);
            page.navigate(barid.installation.mailboxPage().toString());
            assertThat(page.locator("html").getAttribute("lang")).isEqualTo(language);
            isAccessible(page);
            fitsItsWidth(page);
        }
    }

    @Test
    void anAddressOfAFeedIsCopiedByOnePressAndReadableWithoutScripts() {
        String feeds = barid.installation.feeds() + "/feeds/ar";
        try (BrowserContext context = browser.newContext(
                        new Browser.NewContextOptions().setPermissions(List.of("clipboard-read", "clipboard-write")));
                Page page = context.newPage()) {
            page.navigate(feeds);
            page.locator("button.copy").first().press("Enter");
            page.locator(".copied", new Page.LocatorOptions().setHasText("نُسخ"))
                    .waitFor();
            assertThat(page.evaluate("navigator.clipboard.readText()")).isEqualTo(feeds + "/articles.atom");
            isAccessible(page);
        }
        try (BrowserContext context = browser.newContext(new Browser.NewContextOptions().setJavaScriptEnabled(false));
                Page page = context.newPage()) {
            page.navigate(feeds);
            assertThat(page.locator("button").count()).isZero();
            assertThat(page.locator(".address").first().innerText()).isEqualTo(feeds + "/articles.atom");
        }
    }

    @Test
    void aScriptInAnArticleIsTakenOutAndNothingRuns() throws Exception {
        String article = barid.write(
                "Nothing runs here",
                "<p onclick=\"document.title='ran'\">Text.</p><script>document.title='ran'</script>"
                        + "<img src=\"x\" onerror=\"document.title='ran'\" alt=\"\">");
        barid.act(article, "en", "publish");
        String url = barid.api
                .get(URI.create(article + "/translations/en"))
                .json()
                .path("url")
                .asText();
        try (Page page = browser.newPage()) {
            page.navigate(url);
            assertThat(page.title()).contains("Nothing runs here");
            assertThat(page.locator("main").innerHTML())
                    .doesNotContain("onclick")
                    .doesNotContain("onerror");
        }
    }
}
