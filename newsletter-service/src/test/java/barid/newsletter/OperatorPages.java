package barid.newsletter;

import barid.kit.Pages;
import com.microsoft.playwright.Page;

import java.nio.file.Path;
import java.util.Optional;

/** An operator's visits to the console, and what every page of it must bear. */
public final class OperatorPages {
    /** Where pictures of the pages go for people to look at; nowhere unless it is set. */
    public static final Optional<Path> PICTURES =
            Optional.ofNullable(System.getProperty("barid.pictures")).map(Path::of);

    private OperatorPages() {}

    public static String console(RunningNewsletter newsletter, String language) {
        return newsletter.url("/newsletter/console/" + language).toString();
    }

    public static void signIn(Page page, RunningNewsletter newsletter, String language) {
        page.navigate(console(newsletter, language));
        page.locator("#token").fill(RunningNewsletter.OPERATOR);
        page.locator("main button[type=submit]").first().click();
        page.locator(".operator-bar").waitFor();
    }

    /** Is accessible and fits; and is pictured. */
    public static void look(Page page, String name) {
        Pages.isAccessible(page);
        Pages.fitsItsWidth(page);
        picture(page, name);
    }

    public static void picture(Page page, String name) {
        PICTURES.ifPresent(folder ->
                page.screenshot(new Page.ScreenshotOptions().setFullPage(true).setPath(folder.resolve(name + ".png"))));
    }
}
