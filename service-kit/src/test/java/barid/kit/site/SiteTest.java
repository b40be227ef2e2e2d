package barid.kit.site;

import io.helidon.config.Config;
import io.helidon.config.ConfigSources;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

class SiteTest {
    private static final Site SITE = new Site(
            Organisation.from(Config.just(ConfigSources.create(Map.of(
                            "organisation.name.en", "Rivers & Lakes",
                            "organisation.name.ar", "الأنهار والبحيرات",
                            "organisation.short-name.en", "R&L",
                            "organisation.default-language", "en",
                            "organisation.contact", "press@example.org")))
                    .get("organisation")),
            "/assets");

    private static String render(Page page) {
        return new String(SITE.render(page, output -> output.writeContent("<p>Main</p>")), StandardCharsets.UTF_8);
    }

    @Test
    void thePageSaysItsLanguageAndDirection() {
        assertThat(render(Page.of("ar", "عنوان")))
                .contains("<html lang=\"ar\" dir=\"rtl\">")
                .contains("التلقيمات");
        assertThat(render(Page.of("fr", "Titre")))
                .contains("<html lang=\"fr\" dir=\"ltr\">")
                .contains("Flux");
    }

    @Test
    void inALanguageThatTheSoftwareDoesNotSpeakItsWordsAreMarkedAsTheDefaults() {
        assertThat(render(Page.of("ur", "سرخی")))
                .contains("<html lang=\"ur\" dir=\"rtl\">")
                .contains("<footer class=\"foot\" lang=\"en\" dir=\"ltr\">")
                .contains("href=\"#main\" lang=\"en\" dir=\"ltr\"")
                .contains("lang=\"en\" dir=\"ltr\">\n      <span>Rivers &amp; Lakes</span>");
    }

    @Test
    void languagesAreCalledByTheirOwnNamesAndTheCurrentOneIsMarked() {
        String html = render(
                Page.of("en", "Title").withLanguages(List.of(new Page.Link("ar", "/ar"), new Page.Link("en", "/en"))));
        assertThat(html)
                .contains("<a href=\"/ar\" hreflang=\"ar\" lang=\"ar\" dir=\"rtl\">العربية</a>")
                .contains("<a href=\"/en\" hreflang=\"en\" lang=\"en\" dir=\"ltr\" aria-current=\"true\">English</a>");
    }

    @Test
    void alternatesNameThePageItselfAndAWayForEveryoneElse() {
        String html = render(Page.of("fr", "Titre")
                .withCanonical("https://e.org/fr")
                .withAlternates(List.of(new Page.Link("en", "https://e.org/en"))));
        assertThat(html)
                .contains("hreflang=\"fr\" href=\"https://e.org/fr\"")
                .contains("hreflang=\"en\" href=\"https://e.org/en\"")
                .contains("hreflang=\"x-default\" href=\"https://e.org/en\"");
    }

    @Test
    void titlesAreWordsAndNeverMarkup() {
        assertThat(render(Page.of("en", "</title><script>x</script>\"><b")).split("</head>")[0])
                .doesNotContain("<script")
                .doesNotContain("\"><b");
    }

    @Test
    void nothingOnAPageNeedsAScriptOrAStyleOfItsOwn() {
        assertThat(render(Page.of("en", "Title")))
                .doesNotContain("<script")
                .doesNotContain("style=")
                .doesNotContain("<style");
        assertThat(SITE.policy()).startsWith("default-src 'none'").doesNotContain("unsafe");
    }

    @Test
    void aNoticeMarksASentenceOfAnotherLanguage() {
        String html = new String(
                SITE.render(
                        Page.of("ur", "x"),
                        SITE.notice(Notice.of(Notice.Meaning.DANGER, "en", "Withdrawn", "غلط خبر")
                                .withSentenceIn("ur"))),
                StandardCharsets.UTF_8);
        assertThat(html)
                .contains("<div class=\"notice danger\" role=\"note\" lang=\"en\" dir=\"ltr\">")
                .contains("<p lang=\"ur\" dir=\"rtl\">غلط خبر</p>");
    }
}
