package barid.newsletter.mail;

import barid.kit.Pages;
import barid.kit.changes.Change;
import barid.newsletter.Articles;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

/** A browser's view of the mails, with pictures off, as most mail readers begin. */
class MailRenderingIT {
    private static final Optional<Path> PICTURES =
            Optional.ofNullable(System.getProperty("barid.pictures")).map(Path::of);

    private static Pages pages;

    @BeforeAll
    static void open() {
        pages = Pages.open();
    }

    @AfterAll
    static void close() {
        pages.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ar", "en", "fr"})
    void aDigestIsLegibleAtEveryWidthInBothSchemesWithoutPictures(String language) {
        Digest full = SampleMails.full(language);
        Digest digest = SampleMails.digest(
                language,
                full.span(),
                List.of(
                        full.articles().getFirst(),
                        longWord(language),
                        full.articles().get(2),
                        full.articles().get(4)),
                full.corrections(),
                full.note());
        Page page = pages.browser.newPage();
        page.route(url -> !url.startsWith("about:"), Route::abort);
        page.setContent(ReadMail.of(SampleMails.sent(SampleMails.digests(Map.of()), digest))
                .html());
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
            for (int width : new int[] {800, 390}) {
                page.setViewportSize(width, 800);
                Pages.fitsItsWidth(page);
                assertThat(page.locator("h2").last().boundingBox().width).isLessThanOrEqualTo(600);
                String name = "mail-" + language + "-" + scheme + "-" + width + ".png";
                PICTURES.ifPresent(folder -> page.screenshot(
                        new Page.ScreenshotOptions().setFullPage(true).setPath(folder.resolve(name))));
            }
        }
        Pages.isAccessible(page);
        page.close();
    }

    private static Change.Published longWord(String language) {
        return SampleMails.summarised(
                Articles.published(8, language, "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen".repeat(3)),
                "مسؤولياتهم".repeat(12));
    }
}
