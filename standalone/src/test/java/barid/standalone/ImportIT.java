package barid.standalone;

import barid.kit.Await;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code ./barid import} against a running installation. */
class ImportIT {
    private static final String FEED = """
            <?xml version="1.0" encoding="UTF-8"?>
            <rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/">
              <channel>
                <title>أخبار</title><link>https://old.example.org/</link><description>أخبار</description>
                <language>ar</language>
                <item>
                  <title>نهر قديم</title><link>https://old.example.org/1</link>
                  <guid isPermaLink="false">old-1</guid>
                  <pubDate>Fri, 05 Jan 2018 16:51:00 GMT</pubDate>
                  <dc:creator>سلمى</dc:creator><category>مياه</category>
                  <description>&lt;p&gt;نص&lt;/p&gt;</description>
                </item>
                <item>
                  <title>بحيرة قديمة</title><link>https://old.example.org/2</link>
                  <guid isPermaLink="false">old-2</guid>
                  <pubDate>Sat, 06 Jan 2018 16:51:00 GMT</pubDate>
                  <description>&lt;p&gt;نص&lt;/p&gt;</description>
                </item>
              </channel>
            </rss>
            """;

    @TempDir
    private Path folder;

    private static RunningBarid barid;

    @BeforeAll
    static void start() {
        barid = RunningBarid.start(false);
    }

    @AfterAll
    static void stop() throws Exception {
        barid.close();
    }

    private record Result(int code, String output) {}

    private Result importing(String content) throws Exception {
        Path file = Files.writeString(folder.resolve("feed.xml"), content);
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        PrintStream print = new PrintStream(output, true, StandardCharsets.UTF_8);
        int code = new ImportCommand(barid.installation.articles(), barid.installation.token(), print, print)
                .run(file.toString(), null);
        return new Result(code, output.toString(StandardCharsets.UTF_8));
    }

    @Test
    void everyEntryIsTakenOnceWithItsIdAndDateAndMailsNobody() throws Exception {
        barid.subscribe("arabic@example.org", "ar");

        Result first = importing(FEED);
        assertThat(first.code()).as(first.output()).isZero();
        assertThat(first.output()).contains("Taken 2");
        assertThat(importing(FEED).output()).contains("Taken 0");

        Await.until("in the feed", () -> barid.feed("ar", "rss").contains("old-2"));
        assertThat(barid.feed("ar", "rss")).contains("old-1", "Fri, 05 Jan 2018 16:51:00 GMT", "نهر قديم");
        assertThat(barid.api
                        .get(URI.create(barid.installation.articles() + "/ar"))
                        .text())
                .contains("نهر قديم", "بحيرة قديمة");

        String article = barid.write("Today", "<p>Text.</p>");
        barid.translate(article, "ar", "human", "", "خبر اليوم", "<p>نص.</p>");
        RunningBarid.Seen digest = barid.awaitMail("arabic@example.org", "خبر اليوم");
        assertThat(digest.text()).doesNotContain("نهر قديم");
    }

    @Test
    void whatIsNoWholeFeedIsRefusedWithItsLineAndLeavesNothing() throws Exception {
        for (String content : new String[] {
            FEED.substring(0, 700).replace("old-1", "cut-1"),
            "<!doctype html><html><body><p>Not a feed</body></html>",
            "<?xml version=\"1.0\"?>\n<!DOCTYPE rss [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]>\n<rss version=\"2.0\"><channel><title>&b;</title></channel></rss>"
        }) {
            Result refused = importing(content);
            assertThat(refused.code()).isEqualTo(1);
            assertThat(refused.output()).matches("(?s)Refused: \\p{L}.+ Line \\d+, column \\d+.*");
        }
        assertThat(barid.feed("ar", "rss")).doesNotContain("cut-1");
    }

    @Test
    void aSiteOfWordPressIsTakenWithItsTranslationsAndItsOldAddressesLeadHere() throws Exception {
        String wordpress =
                """
                <?xml version="1.0" encoding="UTF-8"?>
                <rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
                     xmlns:wp="http://wordpress.org/export/1.2/">
                  <channel>
                    <title>Old</title><link>https://wp.example.org</link><language>en-US</language>
                    <wp:wxr_version>1.2</wp:wxr_version><wp:base_blog_url>https://wp.example.org</wp:base_blog_url>
                    %s%s
                    <item><title>Menu</title><wp:post_type>nav_menu_item</wp:post_type><wp:status>publish</wp:status></item>
                  </channel>
                </rss>
                """.formatted(post(1, "en", "An old river", "Old text"), post(2, "ar", "نهر قديم جدا", "نص قديم"));

        Result first = importing(wordpress);
        assertThat(first.code()).as(first.output()).isZero();
        assertThat(first.output())
                .contains("Taken 2, changed 0, skipped 1.", "post: 2 taken", "menu item: 1 skipped")
                .contains("1 x skipped: is a menu item, not an article");
        assertThat(importing(wordpress).output()).contains("Taken 0, changed 0, skipped 3.");

        Await.until("in the feed", () -> barid.feed("ar", "rss").contains("https://wp.example.org/?p=2"));
        assertThat(barid.api
                        .get(URI.create(barid.installation.articles() + "/en/articles/an-old-river"))
                        .text())
                .contains("An old river", "/ar/articles/");
        HttpResponse<Void> moved;
        try (HttpClient http = HttpClient.newHttpClient()) {
            URI old = URI.create(barid.installation.articles() + "/2019/river-1/");
            moved = http.send(HttpRequest.newBuilder(old).build(), HttpResponse.BodyHandlers.discarding());
        }
        assertThat(moved.statusCode()).isEqualTo(301);
        assertThat(moved.headers().firstValue("Location")).contains("/en/articles/an-old-river");
    }

    /** The archive is of version 1 of the format, as it was first written down. */
    @Test
    void anArchiveOfAnotherInstallationMailsNobodyAndIsExportedAgain() throws Exception {
        barid.subscribe("archive@example.org", "en", "ar");
        Path archive = Files.write(
                folder.resolve("archive.zip"),
                ImportIT.class.getResourceAsStream("archive-1.zip").readAllBytes());

        Result first = run(out -> command(out).run(archive.toString(), null));
        assertThat(first.code()).as(first.output()).isZero();
        assertThat(first.output()).contains("Taken 6, changed 0, skipped 0.");
        Await.until(
                "in the feeds",
                () -> barid.feed("en", "atom").contains("River of the archive")
                        && barid.feed("ar", "atom")
                                .contains("tag:press.example.net,2026:0199f0a4-7c1e-7d3a-9b55-0a1b2c3d4e5f:ar"));

        barid.act(barid.write("News of this place", "<p>Text.</p>"), "en", "publish");
        RunningBarid.Seen digest = barid.awaitMail("archive@example.org", "News of this place");
        assertThat(digest.text()).doesNotContain("River of the archive", "Its length was wrong", "نهر من الأرشيف");

        Path file = folder.resolve("out.zip");
        Result exported = run(out -> export(out).run(file, false));
        assertThat(exported.code()).as(exported.output()).isZero();
        assertThat(exported.output()).contains("Exported ");
        assertThat(folder.resolve("out.zip.part")).doesNotExist();
        assertThat(run(out -> export(out).run(file, false)).output()).contains("is there already");
        assertThat(run(out -> export(out).run(file, true)).code()).isZero();
        assertThat(run(out -> command(out).run(file.toString(), null)).output()).contains("Taken 0, changed 0");
    }

    private interface Command {
        int run(PrintStream out);
    }

    private static Result run(Command command) {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        int code = command.run(new PrintStream(output, true, StandardCharsets.UTF_8));
        return new Result(code, output.toString(StandardCharsets.UTF_8));
    }

    private static ImportCommand command(PrintStream out) {
        return new ImportCommand(barid.installation.articles(), barid.installation.token(), out, out);
    }

    private static ExportCommand export(PrintStream out) {
        return new ExportCommand(barid.installation.articles(), barid.installation.token(), out, out);
    }

    private static String post(int id, String language, String title, String text) {
        return """
                <item><title>%2$s</title><link>https://wp.example.org/2019/river-%1$d/</link>
                  <guid isPermaLink="false">https://wp.example.org/?p=%1$d</guid>
                  <content:encoded><![CDATA[%3$s]]></content:encoded>
                  <wp:post_id>%1$d</wp:post_id><wp:post_date_gmt>2019-05-06 07:08:09</wp:post_date_gmt>
                  <wp:status>publish</wp:status><wp:post_type>post</wp:post_type>
                  <category domain="language" nicename="%4$s">x</category>
                  <category domain="post_translations" nicename="pll_1">x</category></item>
                """.formatted(id, title, text, language);
    }
}
