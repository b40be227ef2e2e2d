package barid.standalone;

import barid.kit.Await;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
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
}
