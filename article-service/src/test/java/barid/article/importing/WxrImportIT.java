package barid.article.importing;

import barid.article.TestArticles;
import barid.kit.db.TestPostgres;
import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(120)
class WxrImportIT {
    private static final String BODY = "<h1 class=\"big\">Heading</h1>\nOne line\nand another\n\n"
            + "[caption id=\"attachment_50\" width=\"300\"]<img src=\"SITE/a-300x200.png\" class=\"wp-image-50\" /> The caption[/caption]\n"
            + "<a href=\"SITE/a.png\"><img src=\"SITE/missing.png\" alt=\"none\"></a>\n[gallery ids=\"52,50\"]\n"
            + "https://video.example/watch?v=1\n<!--nextpage-->\n<script>alert(1)</script>[foo bar=\"1\"]";

    private OldSite site;
    private TestArticles articles;
    private Importing importing;

    @BeforeEach
    void start() {
        site = new OldSite();
    }

    private void start(boolean allowPrivate) {
        articles = TestArticles.over(
                TestPostgres.create("article", false),
                Map.of("outgoing.allow-private", Boolean.toString(allowPrivate)));
        importing = new Importing(articles);
    }

    @AfterEach
    void stop() {
        articles.close();
        site.close();
    }

    private String guid(int id) {
        return site.url() + "/?p=" + id;
    }

    private String file() {
        String health = "<category domain=\"category\" nicename=\"health\"><![CDATA[Health & Water]]></category>";
        return new WxrFile(site.url())
                .post(
                        1,
                        "Clean &amp; safe water",
                        BODY.replace("SITE", site.url()),
                        health,
                        "<excerpt:encoded><![CDATA[In <b>short</b>]]></excerpt:encoded>",
                        "<wp:post_modified_gmt>2020-04-01 08:00:00</wp:post_modified_gmt>",
                        WxrFile.meta("_thumbnail_id", "51"),
                        WxrFile.meta("_wp_old_slug", "old-name"),
                        "<wp:comment><wp:comment_id>9</wp:comment_id><wp:comment_content>Hi</wp:comment_content></wp:comment>")
                .item(
                        2,
                        "page",
                        "publish",
                        "About",
                        "<!-- wp:paragraph --><p>We.</p><!-- /wp:paragraph --><!-- wp:latest-posts /-->")
                .item(3, "post", "draft", "A draft", "Text", "<wp:post_date_gmt>0000-00-00 00:00:00</wp:post_date_gmt>")
                .item(4, "post", "private", "A private post", "Text")
                .post(5, "With a password", "Secret", "<wp:post_password>enter</wp:post_password>")
                .item(
                        6,
                        "post",
                        "future",
                        "Of the future",
                        "Text",
                        "<wp:post_date_gmt>2999-01-01 08:00:00</wp:post_date_gmt>")
                .item(7, "post", "trash", "In the trash", "Text")
                .item(8, "nav_menu_item", "publish", "A menu item", "")
                .post(9, "Another of the same guid", "Text", "<guid>" + guid(1) + "</guid>")
                .post(10, " ", "The words of a text without a title")
                .attachment(50, "/a.png", WxrFile.meta("_wp_attachment_image_alt", "A river"))
                .attachment(
                        51,
                        "/lead.png",
                        WxrFile.meta("_wp_attachment_image_alt", "A lake"),
                        "<excerpt:encoded>Seen from above</excerpt:encoded>")
                .attachment(52, "/fake.png")
                .attachment(53, "/unused.png")
                .attachment(54, "/report.pdf")
                .text();
    }

    @Test
    void everyItemIsAccountedFor() {
        start(true);
        JsonNode end = importing.take(file());

        assertThat(end.get("total").asInt()).isEqualTo(15);
        assertThat(end.get("report")).hasSize(15);
        assertThat(end.get("kinds").toString())
                .contains(
                        "\"post\":{\"taken\":7,\"skipped\":1}",
                        "\"page\":{\"taken\":1}",
                        "\"menu item\":{\"skipped\":1}");
        assertThat(Importing.reasons(end, "A draft")).contains("taken", "is a draft there and stays one");
        assertThat(Importing.reasons(end, "A private post")).contains("was private, so it stays a draft");
        assertThat(Importing.reasons(end, "With a password")).anyMatch(reason -> reason.contains("password"));
        assertThat(Importing.reasons(end, "In the trash")).containsExactly("skipped", "is in the trash there");
        assertThat(Importing.reasons(end, "Clean & safe water"))
                .contains("comments not taken: 1", "shortcodes stand in the text as they are: foo")
                .anyMatch(reason -> reason.contains("answered 404"));
        assertThat(Importing.reasons(end, "About")).anyMatch(reason -> reason.contains("latest-posts"));
        assertThat(Importing.reasons(end, "Picture 50")).containsExactly("taken");
        assertThat(Importing.reasons(end, "Picture 52"))
                .contains("skipped")
                .anyMatch(reason -> reason.contains("no picture"));
        assertThat(Importing.reasons(end, "Picture 53")).containsExactly("skipped", "no article shows it");
        assertThat(Importing.reasons(end, "Picture 54")).anyMatch(reason -> reason.contains("is no picture"));
        assertThat(site.asked()).doesNotContain("/unused.png", "/report.pdf");
        assertThat(importing.published()).hasSize(4);
        assertThat(ContentRows.equal(articles.settings()))
                .filteredOn(line -> line.contains("|scheduled|"))
                .hasSize(1)
                .first()
                .asString()
                .contains("2999-01-01 08:00:00");
    }

    @Test
    void aPostIsTakenWithItsTextPicturesTermsAndDates() {
        start(true);
        importing.take(file());

        JsonNode post = importing.published(guid(1));
        assertThat(post.get("title").asText()).isEqualTo("Clean & safe water");
        assertThat(post.get("summary").asText()).isEqualTo("In short");
        assertThat(Importing.texts(post.get("authors"))).containsExactly("Amina Haddad");
        assertThat(Importing.texts(post.get("topics"))).containsExactly("health-water");
        assertThat(post.get("published").asText()).isEqualTo("2020-03-01T08:00:00Z");
        assertThat(post.get("updated").asText()).isEqualTo("2020-04-01T08:00:00Z");
        assertThat(post.get("slug").asText()).isEqualTo("post-1");
        assertThat(post.get("historical").asBoolean()).isTrue();
        JsonNode lead = post.get("media").get(0);
        assertThat(lead.get("role").asText()).isEqualTo("lead");
        assertThat(lead.get("alt").asText()).isEqualTo("A lake");
        String html = post.get("html").asText();
        assertThat(html)
                .contains(
                        "<h2>Heading</h2>",
                        "<p>One line<br />",
                        "and another</p>",
                        "<figcaption>The caption</figcaption>")
                .contains("<a href=\"https://video.example/watch?v&#61;1\">", "alt=\"A river\"")
                .contains("src=\"" + site.url() + "/missing.png\"")
                .doesNotContain("<script", "nextpage", "class=", "[caption", "[gallery")
                .doesNotContain(site.url() + "/a.png", site.url() + "/a-300x200.png");
        var picture = java.util.regex.Pattern.compile("https://news.example.org(/media/[^\"]+)\"")
                .matcher(html);
        assertThat(picture.find()).isTrue();
        articles.get(picture.group(1)).expect(200);
        assertThat(importing.published(guid(2)).get("html").asText()).isEqualTo("<p>We.</p>");
    }

    @Test
    void aSecondImportChangesNoRowAndAsksForNoPictureThatIsHere() {
        start(true);
        importing.take(file());
        List<String> before = ContentRows.all(articles.settings());
        site.asked().clear();

        JsonNode again = importing.take(file());

        assertThat(again.get("taken").asInt() + again.get("changed").asInt()).isZero();
        assertThat(ContentRows.all(articles.settings())).isEqualTo(before);
        assertThat(site.asked()).containsExactlyInAnyOrder("/missing.png", "/fake.png");
    }

    @Test
    void aDraftThatIsPublishedThereBecomesPublicHereUnlessItWasEdited() {
        start(true);
        importing.take(file());
        JsonNode changed =
                importing.take(file().replace("<wp:status>draft</wp:status>", "<wp:status>publish</wp:status>")
                        .replace("0000-00-00 00:00:00", "2020-05-01 08:00:00"));

        assertThat(Importing.reasons(changed, "A draft")).containsExactly("changed");
        assertThat(importing.published(guid(3)).get("published").asText()).isEqualTo("2020-05-01T08:00:00Z");
        assertThat(Importing.reasons(importing.take(file()), "A draft"))
                .containsExactly("skipped", "is published here");
    }

    @Test
    void nothingIsFetchedFromAPrivateAddressUnlessItIsAllowed() {
        start(false);
        JsonNode end = importing.take(file());

        assertThat(site.asked()).isEmpty();
        assertThat(Importing.reasons(end, "Picture 50")).anyMatch(reason -> reason.contains("may not be asked"));
        assertThat(importing.published(guid(1)).get("html").asText()).contains(site.url() + "/a-300x200.png");
    }

    @Test
    void aFileThatIsCutOffOrBrokenTakesNothingAndSaysWhere() {
        start(false);
        String whole = file();
        refused(whole.substring(0, whole.length() - 20), "cut off");
        refused(whole.substring(0, whole.length() / 2), "cut off");
        refused(whole.replaceFirst("</item>", "</itme>"), "not well-formed");
        refused(
                whole.replaceFirst("<rss", "<!DOCTYPE rss [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>\n<rss"),
                "DOCTYPE");
        refused(whole.replaceFirst("amina</dc:creator>", "&nbsp;</dc:creator>"), "");
        assertThat(ContentRows.all(articles.settings())).allMatch(row -> row.startsWith("change_mark"));
    }

    private void refused(String file, String reason) {
        JsonNode problem = importing.send(file, "").expect(422).json();
        assertThat(problem.get("title").asText()).contains(reason).doesNotContain("ParseError", "Exception");
        assertThat(problem.get("line").asInt()).isPositive();
        assertThat(problem.get("column").asInt()).isPositive();
    }

    @Test
    void oldAddressesLeadToWhatStandsNow() {
        start(true);
        importing.take(file());

        leads("/2020/03/post-1/", "/en/articles/post-1");
        leads("/2020/03/post-1", "/en/articles/post-1");
        leads("/2020/03/OLD-name/", "/en/articles/post-1");
        leads("/2020/%30%33/post-1/", "/en/articles/post-1");
        leads("/?p=1", "/en/articles/post-1");
        leads("/?utm=x&page_id=2", "/en/articles/post-2");
        leads("/category/health/", "/en/topics/health-water");
        leads("/category/parent/health", "/en/topics/health-water");
        leads("/fr/category/health/", "/fr/topics/health-water");
        leads("/feed/", TestArticles.BASE + "/feeds/en/articles.rss");
        leads("/feed", TestArticles.BASE + "/feeds/en/articles.rss");
        leads("/feed/atom/", TestArticles.BASE + "/feeds/en/articles.atom");
        leads("/?feed=rss2", TestArticles.BASE + "/feeds/en/articles.rss");
        leads("/wp-rss2.php", TestArticles.BASE + "/feeds/en/articles.rss");
        leads("/ar/feed/", TestArticles.BASE + "/feeds/ar/articles.rss");
        leads("/category/health/feed/", TestArticles.BASE + "/feeds/en/topics/health-water.rss");
        leads("/ar/category/health/feed/atom/", TestArticles.BASE + "/feeds/ar/topics/health-water.atom");
        leads("/author/amina/feed/", TestArticles.BASE + "/feeds/en/articles.rss");
        leads("/comments/feed/", TestArticles.BASE + "/feeds");
        leads("/2020/03/post-1/feed/", TestArticles.BASE + "/feeds");
        for (String nobodys :
                List.of("/2020/03/post-3/", "/2020/03/post-6/", "/nothing", "/category/nothing/feed/", "/api/feed")) {
            articles.get(nobodys).expect(404);
        }
        assertThat(articles.get("/?p=3").expect(303).header("Location"))
                .isEqualTo(articles.get("/").header("Location"));
    }

    private void leads(String from, String to) {
        assertThat(articles.get(from).expect(301).header("Location")).as(from).isEqualTo(to);
    }
}
