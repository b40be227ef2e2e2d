package barid.article.site;

import barid.article.TestArticles;
import barid.kit.site.Dates;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static barid.article.site.Translations.published;
import static org.assertj.core.api.Assertions.assertThat;

/** What a reader notices of the public site. */
class SiteIT {
    private static final Browser SERVER = new Browser(TestArticles.start());
    private static final Translations TRANSLATIONS = new Translations(SERVER.service());

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    private static String today(String language) {
        return Dates.day(Instant.now(), language, ZoneOffset.UTC);
    }

    private static String location(HttpResponse<String> answer) {
        return answer.headers().firstValue("location").orElseThrow();
    }

    @Test
    void theRootLeadsToTheReadersLanguage() {
        HttpResponse<String> arabic = SERVER.get("/", "Accept-Language", "ar-EG,ar;q=0.9,en;q=0.8");
        assertThat(arabic.statusCode()).isEqualTo(303);
        assertThat(location(arabic)).isEqualTo("/ar");
        assertThat(arabic.headers().firstValue("vary")).hasValue("Accept-Language");
        assertThat(location(SERVER.get("/", "Accept-Language", "ja"))).isEqualTo("/en");
        assertThat(location(SERVER.get("/"))).isEqualTo("/en");
    }

    @Test
    void anArticlesPageHasItsLanguageDirectionDateAuthorsAndTopics() {
        TRANSLATIONS.topic("health", Map.of("ar", "الصحة", "en", "Health"));
        TRANSLATIONS.put(published("ar", "مقال")
                .titled("عنوان المقال")
                .summed("خلاصة")
                .by("رانيا صبوري")
                .under("health"));
        HttpResponse<String> page = SERVER.get("/ar/articles/%D9%85%D9%82%D8%A7%D9%84");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("content-type")).hasValue("text/html; charset=UTF-8");
        assertThat(page.headers().firstValue("cache-control")).hasValue("public, max-age=60");
        assertThat(page.body())
                .contains("<html lang=\"ar\" dir=\"rtl\">")
                .contains("<h1 itemprop=\"headline\">عنوان المقال</h1>")
                .contains(">26 مارس 2026</time>")
                .contains("رانيا صبوري")
                .contains("<a href=\"/ar/topics/health\">الصحة</a>")
                .contains("<link rel=\"canonical\""
                        + " href=\"https://news.example.org/ar/articles/%D9%85%D9%82%D8%A7%D9%84\">");
    }

    @Test
    void noScriptRunsOnAPage() {
        TRANSLATIONS.put(published("en", "quiet")
                .titled("<script>alert(1)</script> & \"more\"")
                .saying("<p onclick=\"x()\">Text<script>alert(2)</script></p>"));
        HttpResponse<String> page = SERVER.get("/en/articles/quiet");
        assertThat(page.body())
                .doesNotContain("<script")
                .doesNotContain("onclick")
                .contains("&lt;script&gt;");
        assertThat(page.headers().firstValue("content-security-policy").orElseThrow())
                .startsWith("default-src 'none'; style-src 'self';")
                .doesNotContain("script-src")
                .doesNotContain("unsafe");
    }

    @Test
    void wordsThatLookLikeMarkupAreWords() {
        String words = "</title><script>x()</script> &amp; \"a\" 'b' ]]> {{c}}";
        TRANSLATIONS.put(
                published("en", "words").titled(words).summed(words).by(words).corrected(words));
        for (String path : new String[] {"/en/articles/words", "/en"}) {
            Document page = Jsoup.parse(SERVER.get(path).body());
            assertThat(page.select("script")).isEmpty();
            assertThat(page.text()).contains(words);
        }
        Document page = Jsoup.parse(SERVER.get("/en/articles/words").body());
        assertThat(page.title()).startsWith("</title><script>x()</script> &amp; \"a\"");
        assertThat(page.select("h1").text()).isEqualTo(words);
        assertThat(page.select(".standfirst").text()).isEqualTo(words);
        assertThat(page.select("[itemprop=author]").text()).isEqualTo(words);
        assertThat(page.select(".notice").text()).contains(words);
        assertThat(page.select("meta[name=description]").attr("content")).isEqualTo(words);
    }

    @Test
    void anArticleWithAFilmMayLoadItsPlayerAndNothingElseMay() {
        TRANSLATIONS.put(published("en", "film")
                .saying("<iframe src=\"https://youtu.be/dQw4w9WgXcQ\" title=\"A film\"></iframe>"));
        TRANSLATIONS.put(published("en", "no-film"));
        assertThat(policy("/en/articles/film"))
                .endsWith("; frame-src https://www.youtube-nocookie.com")
                .doesNotContain("media-src");
        for (String path : new String[] {"/en/articles/no-film", "/en", "/en/articles/nothing"}) {
            assertThat(policy(path)).doesNotContain("frame-src").doesNotContain("media-src");
        }
        assertThat(SERVER.get("/en/articles/film").body())
                .containsSubsequence(
                        "<figure><iframe src=\"https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ\"",
                        "<figcaption><a href=\"https://www.youtube.com/watch?v&#61;dQw4w9WgXcQ\">A film</a>");
    }

    private static String policy(String path) {
        return SERVER.get(path).headers().firstValue("content-security-policy").orElseThrow();
    }

    @Test
    void aMachinesTranslationSaysSoBeforeItsText() {
        var original = TRANSLATIONS.put(published("en", "machine-original"));
        TRANSLATIONS.put(
                original.in("ar", "machine").translatedBy("Argos 1.9", 1).saying("<p>النص</p>"));
        TRANSLATIONS.put(original.in("ur", "machine-ur").translatedBy("Argos 1.9", 1));
        String page = SERVER.get("/ar/articles/machine").body();
        assertThat(page)
                .containsSubsequence(
                        "ترجمة آلية",
                        "Argos 1.9",
                        "لا تتحمل منظمة المثال المسؤولية عن دقة النص المترجم",
                        "<a href=\"/en/articles/machine-original\" hreflang=\"en\">",
                        "<p>النص</p>");
        assertThat(SERVER.get("/ur/articles/machine-ur").body())
                .contains("<html lang=\"ur\" dir=\"rtl\">")
                .contains("<div class=\"notice information\" role=\"note\" lang=\"en\" dir=\"ltr\">")
                .contains("Example Organisation is not responsible for the accuracy of the translated text.");
        assertThat(SERVER.get("/en/articles/machine-original").body()).doesNotContain("class=\"notice");
    }

    @Test
    void aTranslationOfAnOlderTextSaysSo() {
        var original = TRANSLATIONS.put(published("en", "moving"));
        TRANSLATIONS.put(original.in("fr", "moving-fr").translatedBy("Argos 1.9", 1));
        assertThat(SERVER.get("/fr/articles/moving-fr").body()).doesNotContain("L’original a changé");
        TRANSLATIONS.renamed(original, "moved");
        assertThat(SERVER.get("/fr/articles/moving-fr").body()).contains("L’original a changé");
    }

    @Test
    void aCorrectionIsReadBeforeTheText() {
        TRANSLATIONS.put(published("en", "corrected").corrected("The year was wrong."));
        assertThat(SERVER.get("/en/articles/corrected").body())
                .containsSubsequence("Correction of " + today("en"), "The year was wrong.", "Text of corrected");
    }

    @Test
    void everyTranslationNamesTheOthers() {
        var original = TRANSLATIONS.put(published("en", "mutual"));
        TRANSLATIONS.put(original.in("fr", "mutuel"));
        TRANSLATIONS.put(original.in("ar", "mutual-draft").draft());
        String english = "hreflang=\"en\" href=\"https://news.example.org/en/articles/mutual\"";
        String french = "hreflang=\"fr\" href=\"https://news.example.org/fr/articles/mutuel\"";
        String other = "hreflang=\"x-default\" href=\"https://news.example.org/en/articles/mutual\"";
        assertThat(SERVER.get("/en/articles/mutual").body())
                .contains(english, french, other)
                .doesNotContain("mutual-draft")
                .contains("<a href=\"/fr/articles/mutuel\" hreflang=\"fr\" lang=\"fr\" dir=\"ltr\">Français</a>");
        assertThat(SERVER.get("/fr/articles/mutuel").body()).contains(english, french, other);
    }

    @Test
    void anOldNameLeadsToTheNewOne() {
        TRANSLATIONS.renamed(TRANSLATIONS.put(published("en", "old-name")), "new-name");
        HttpResponse<String> old = SERVER.get("/en/articles/old-name");
        assertThat(old.statusCode()).isEqualTo(301);
        assertThat(location(old)).isEqualTo("/en/articles/new-name");
        assertThat(SERVER.get("/en/articles/new-name").statusCode()).isEqualTo(200);
    }

    @Test
    void aWithdrawnPageIsGoneAndSaysWhy() {
        TRANSLATIONS.put(published("fr", "retire")
                .titled("Un titre")
                .saying("<p>secret</p>")
                .withdrawn("Une erreur de fait."));
        HttpResponse<String> page = SERVER.get("/fr/articles/retire");
        assertThat(page.statusCode()).isEqualTo(410);
        assertThat(page.body())
                .contains("Retiré le " + today("fr"), "Une erreur de fait.")
                .contains("<meta name=\"robots\" content=\"noindex\">")
                .doesNotContain("secret");
        TRANSLATIONS.put(published("ur", "gone-ur").withdrawn("غلط خبر"));
        assertThat(SERVER.get("/ur/articles/gone-ur").body()).contains("<p lang=\"ur\" dir=\"rtl\">غلط خبر</p>");
    }

    @Test
    void whatIsNotPublicIsNotThere() {
        TRANSLATIONS.put(published("en", "a-draft").draft());
        TRANSLATIONS.put(published("en", "embargoed").titled("Embargoed title").scheduled());
        assertThat(SERVER.get("/en/articles/a-draft").statusCode()).isEqualTo(404);
        HttpResponse<String> embargoed = SERVER.get("/en/articles/embargoed");
        assertThat(embargoed.statusCode()).isEqualTo(404);
        assertThat(embargoed.body()).contains("Nothing is here").doesNotContain("Embargoed title");
        assertThat(SERVER.get("/en").body()).doesNotContain("Embargoed title");
        assertThat(SERVER.get("/en/articles/never").statusCode()).isEqualTo(404);
    }

    @Test
    void everyLanguageThatEverSpokeHasAHome() {
        assertThat(SERVER.get("/sw").statusCode()).isEqualTo(404);
        assertThat(SERVER.get("/favicon.ico").statusCode()).isEqualTo(404);
        assertThat(location(SERVER.get("/EN"))).isEqualTo("/en");
        TRANSLATIONS.put(published("fa", "khabar").titled("خبر"));
        String home = SERVER.get("/fa").body();
        assertThat(home)
                .contains("<html lang=\"fa\" dir=\"rtl\">")
                .contains("<h1 class=\"section-title\"><span lang=\"en\" dir=\"ltr\">Latest news</span></h1>")
                .contains("خبر");
        assertThat(SERVER.get("/fr").body())
                .contains("<a href=\"/fa\" hreflang=\"fa\" lang=\"fa\" dir=\"rtl\">فارسی</a>");
    }

    @Test
    void aHomePageGoesBackInTimeWithoutSkippingAnything() {
        for (int i = 0; i < 30; i++) {
            TRANSLATIONS.put(published("sv", "nyhet-" + i)
                    .at(Instant.parse("2026-03-01T00:00:00Z").plusSeconds(i / 2 * 60)));
        }
        String path = "/sv";
        Set<String> seen = new TreeSet<>();
        int pages = 0;
        while (path != null) {
            String page = SERVER.get(path).body();
            pages++;
            Matcher titles =
                    Pattern.compile("story-title\"><a href=\"([^\"]+)\"").matcher(page);
            while (titles.find()) {
                assertThat(seen.add(titles.group(1))).as(titles.group(1)).isTrue();
            }
            Matcher older = Pattern.compile("href=\"([^\"]+)\" rel=\"next\"").matcher(page);
            path = older.find() ? older.group(1) : null;
        }
        assertThat(seen).hasSize(30);
        assertThat(pages).isEqualTo(3);
        assertThat(SERVER.get("/sv?before=nonsense").statusCode()).isEqualTo(404);
        assertThat(SERVER.get("/sv?utm_source=mail").statusCode()).isEqualTo(200);
    }

    @Test
    void anEmptyHomeSaysSo() {
        try (Browser fresh = new Browser(TestArticles.start())) {
            HttpResponse<String> home = fresh.get("/fr");
            assertThat(home.statusCode()).isEqualTo(200);
            assertThat(home.body()).contains("Rien n’a encore été publié ici.");
        }
    }

    @Test
    void aMergedTopicLeadsToWhatItBecame() {
        TRANSLATIONS.topic("water", Map.of("en", "Water"));
        TRANSLATIONS.topic("lakes", Map.of("en", "Lakes"));
        TRANSLATIONS.topic("ponds", Map.of("en", "Ponds"));
        TRANSLATIONS.put(published("en", "of-ponds").under("ponds", "lakes"));
        TRANSLATIONS.merge("ponds", "lakes");
        TRANSLATIONS.merge("lakes", "water");
        HttpResponse<String> ponds = SERVER.get("/en/topics/ponds");
        assertThat(ponds.statusCode()).isEqualTo(301);
        assertThat(location(ponds)).isEqualTo("/en/topics/water");
        String page = SERVER.get("/en/topics/water").body();
        assertThat(page.split("Title of-ponds", -1)).hasSize(2);
        assertThat(page).contains("https://news.example.org/feeds/en/topics/water.atom");
        assertThat(SERVER.get("/en/articles/of-ponds").body())
                .contains(">Water</a>")
                .doesNotContain(">Ponds</a>");
        assertThat(SERVER.get("/en/topics/unknown").statusCode()).isEqualTo(404);
        assertThat(SERVER.get("/ar/topics/water").body())
                .contains("<h1 class=\"page-title\"><span lang=\"en\" dir=\"ltr\">Water</span></h1>");
    }

    @Test
    void feedsAreFoundByReadersOfThePage() {
        assertThat(SERVER.get("/fr").body())
                .containsSubsequence(
                        "type=\"application/atom+xml\" title=\"Dernières actualités (Français), Atom\" hreflang=\"fr\""
                                + " href=\"https://news.example.org/feeds/fr/articles.atom\"",
                        "type=\"application/rss+xml\"",
                        "href=\"https://news.example.org/feeds/fr/articles.rss\"",
                        "https://news.example.org/feeds/ar/articles.atom");
    }

    @Test
    void aPageThatDidNotChangeIsNotSentAgain() {
        TRANSLATIONS.put(published("en", "steady"));
        HttpResponse<String> first = SERVER.get("/en/articles/steady");
        String tag = first.headers().firstValue("etag").orElseThrow();
        assertThat(SERVER.get("/en/articles/steady", "If-None-Match", tag).statusCode())
                .isEqualTo(304);
        HttpResponse<String> head =
                SERVER.send(SERVER.request("/en/articles/steady").method("HEAD", HttpRequest.BodyPublishers.noBody()));
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValue("etag")).hasValue(tag);
        HttpResponse<String> put =
                SERVER.send(SERVER.request("/en/articles/steady").PUT(HttpRequest.BodyPublishers.noBody()));
        assertThat(put.statusCode()).isEqualTo(405);
        assertThat(put.headers().firstValue("allow").orElseThrow()).contains("GET", "HEAD");
    }

    @Test
    void aPictureHasItsWordsAndItsMeasures() {
        Translations.Picture picture = TRANSLATIONS.picture(40, 30);
        TRANSLATIONS.put(published("en", "pictured").showing(picture.id()));
        assertThat(SERVER.get("/en/articles/pictured").body())
                .contains("<img src=\"" + picture.path() + "\" alt=\"A lake\" width=\"40\" height=\"30\"")
                .contains("<figcaption>The lake in March</figcaption>")
                .contains("srcset=\"/media/" + picture.id() + "-40.webp 40w\"")
                .contains("srcset=\"/media/" + picture.id() + "-40.jpg 40w\"")
                .contains("<meta property=\"og:image\" content=\"https://news.example.org/media/" + picture.id()
                        + "-40.jpg\">");
    }

    @Test
    void picturesInATextOfferTheirRenditionsAndThoseOfOthersStay() {
        Translations.Picture picture = TRANSLATIONS.picture(700, 300);
        TRANSLATIONS.put(published("en", "illustrated")
                .saying("<p>x</p><img src=\"" + picture.path() + "\" alt=\"A &gt; b\" />"
                        + "<img src=\"https://example.net/a.jpg\" alt=\"\" />"));
        assertThat(SERVER.get("/en/articles/illustrated").body())
                .contains("<picture><source type=\"image/webp\" srcset=\"/media/" + picture.id()
                        + "-320.webp 320w, /media/" + picture.id() + "-640.webp 640w, /media/" + picture.id()
                        + "-700.webp 700w\"")
                .contains("<img loading=\"lazy\" src=\"" + picture.path()
                        + "\" alt=\"A &gt; b\" width=\"700\" height=\"300\" srcset=\"/media/" + picture.id()
                        + "-320.jpg 320w")
                .contains("<img src=\"https://example.net/a.jpg\" alt=\"\" />");
    }
}
