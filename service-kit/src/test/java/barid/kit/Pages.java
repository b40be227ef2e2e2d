package barid.kit;

import com.deque.html.axecore.args.AxeRunOptions;
import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** The browser of the tests of pages, and what every page must stand. */
public final class Pages implements AutoCloseable {
    private final Playwright playwright;
    public final Browser browser;

    private Pages(Playwright playwright) {
        this.playwright = playwright;
        this.browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(chromium())
                        .setChromiumSandbox(false)
                        .setArgs(List.of("--disable-quic", "--disable-background-networking", "--disable-sync")));
    }

    public static Pages open() {
        // Without the variable it would fetch a browser of its own first.
        return new Pages(Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"))));
    }

    private static Path chromium() {
        for (String path : List.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")) {
            if (Files.isExecutable(Path.of(path))) {
                return Path.of(path);
            }
        }
        throw new IllegalStateException("install chromium for the tests of pages");
    }

    /**
     * By axe-core. A page in French is built as the one in English is, so it is looked at under the long counts alone: a look takes
     * longer than all else that is done with the page.
     */
    public static void isAccessible(Page page) {
        if (!Boolean.getBoolean("barid.long")
                && "fr".equals(page.locator("html").getAttribute("lang"))) {
            return;
        }
        // In the page itself: else each look opens a page of its own, which takes longer than the look; so does telling
        // what passed.
        AxeRunOptions options = new AxeRunOptions();
        options.setResultTypes(List.of("violations"));
        assertThat(new AxeBuilder(page)
                        .setLegacyMode(true)
                        .options(options)
                        .withTags(List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"))
                        .analyze()
                        .getViolations())
                .as(page.url())
                .extracting(violation -> violation.getId() + " " + violation.getNodes())
                .isEmpty();
    }

    public static void fitsItsWidth(Page page) {
        Object overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        assertThat(((Number) overflow).intValue()).as(page.url()).isLessThanOrEqualTo(0);
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
