package barid.feed.directory;

import barid.feed.Main;
import barid.feed.Newsroom;
import barid.feed.Organisations;
import barid.feed.Reader;
import barid.feed.Translations;
import barid.kit.Await;
import barid.kit.changes.Change;
import barid.kit.db.DatabaseSettings;
import barid.kit.db.TestPostgres;
import barid.kit.service.RunningService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

import javax.xml.parsers.DocumentBuilderFactory;

import java.io.ByteArrayInputStream;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

class DirectoryIT {
    private static Newsroom newsroom;
    private static RunningService service;
    private static Reader reader;

    @BeforeAll
    static void start() throws Exception {
        newsroom = new Newsroom();
        newsroom.announce(
                new Change.Topic(0, "health", Map.of("en", "Health", "ar", "الصحة"), null),
                new Change.Topic(0, "aid", Map.of("en", "Aid & relief"), null),
                new Change.Topic(0, "medicine", Map.of("en", "Medicine"), "health"),
                Translations.titled("Hello").at(1),
                Translations.titled("سلام").inLanguage("ur").at(2));
        DatabaseSettings database = TestPostgres.create("feed", true);
        service = Main.start(Organisations.config(Map.of(
                "server.port", "0",
                "db.url", database.url(),
                "db.username", database.username(),
                "db.password", database.password(),
                "changes.url", newsroom.url().toString(),
                "changes.token", "newsroom")));
        reader = new Reader(service.port());
        Await.until(
                "the topics have feeds",
                Duration.ofSeconds(10),
                () -> reader.text("/feeds/en").contains("/feeds/en/topics/health.atom"));
    }

    @AfterAll
    static void stop() {
        service.stop();
        newsroom.close();
    }

    @Test
    void feedsLeadsToTheReadersLanguage() throws Exception {
        assertThat(leadsTo("/feeds", "Accept-Language", "fr-CA, ar;q=0.5")).isEqualTo("/feeds/fr");
        assertThat(leadsTo("/feeds", "Accept-Language", "de")).isEqualTo("/feeds/en");
        assertThat(leadsTo("/feeds", "Accept-Language", ";;")).isEqualTo("/feeds/en");
        assertThat(Reader.header(reader.get("/feeds"), "Vary")).isEqualTo("Accept-Language");
    }

    private static String leadsTo(String path, String... headers) throws Exception {
        HttpResponse<byte[]> response = reader.get(path, headers);
        assertThat(response.statusCode()).isEqualTo(303);
        return Reader.header(response, "Location");
    }

    @Test
    void aPageTellsOfEveryFeedInTheLanguageInItsOwnWords() throws Exception {
        String page = reader.text("/feeds/ar");
        assertThat(page)
                .contains("<html lang=\"ar\" dir=\"rtl\"", "الخلاصات", "الصحة")
                .contains("/feeds/ar/articles.atom", "/feeds/ar/articles.rss", "/feeds/ar.opml")
                .contains("/feeds/ar/topics/health.atom", "/feeds/ar/topics/aid.rss")
                .doesNotContain("topics/medicine");
        // a topic without a name in this language says in which it has one
        assertThat(page).contains("lang=\"en\" dir=\"ltr\">Aid &amp; relief");
        assertThat(reader.text("/feeds/fr")).contains("Flux", "Aid &amp; relief");
    }

    @Test
    void aLanguageThatCameWithAnArticleHasItsPageToo() throws Exception {
        assertThat(reader.text("/feeds/ur")).contains("<html lang=\"ur\" dir=\"rtl\"", "/feeds/ur/articles.atom");
        for (String nothing : List.of("/feeds/xx", "/feeds/all", "/feeds/xx.opml", "/feeds/xx.atom", "/feeds/en.pdf")) {
            assertThat(reader.get(nothing).statusCode()).as(nothing).isEqualTo(404);
        }
    }

    @Test
    void theCopyScriptIsTheOnlyOneThatMayRun() throws Exception {
        HttpResponse<byte[]> page = reader.get("/feeds/en");
        assertThat(Reader.header(page, "Content-Security-Policy"))
                .contains("script-src 'self'")
                .doesNotContain("unsafe");
        String path = Reader.text(page).replaceFirst("(?s).*<script src=\"([^\"]+)\".*", "$1");
        HttpResponse<byte[]> script = reader.get(path);
        assertThat(script.statusCode()).isEqualTo(200);
        assertThat(Reader.header(script, "Content-Type")).isEqualTo("text/javascript; charset=UTF-8");
    }

    @Test
    void shortAddressesLeadToTheFeeds() throws Exception {
        for (String format : List.of("atom", "rss")) {
            HttpResponse<byte[]> response = reader.get("/feeds/en." + format);
            assertThat(response.statusCode()).isEqualTo(301);
            String target = Reader.header(response, "Location");
            assertThat(target).isEqualTo("/feeds/en/articles." + format);
            assertThat(reader.get(target).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void theListForReadersHoldsEachFeedOnceAndEachIsThere() throws Exception {
        List<String> feeds = listed("/feeds.opml");
        assertThat(feeds).doesNotHaveDuplicates().hasSize(4 * 3);
        assertThat(listed("/feeds/en.opml")).hasSize(3).allMatch(url -> url.contains("/feeds/en/"));
        for (String url : feeds) {
            String path = url.substring(url.indexOf("/feeds/"));
            assertThat(reader.get(path).statusCode()).as(path).isEqualTo(200);
        }
    }

    private static List<String> listed(String path) throws Exception {
        HttpResponse<byte[]> response = reader.get(path);
        assertThat(Reader.header(response, "Content-Type")).isEqualTo("text/x-opml; charset=UTF-8");
        Document opml = DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(response.body()));
        assertThat(opml.getDocumentElement().getAttribute("version")).isEqualTo("2.0");
        NodeList outlines = opml.getElementsByTagName("outline");
        return IntStream.range(0, outlines.getLength())
                .mapToObj(i -> (Element) outlines.item(i))
                .peek(outline -> assertThat(outline.getAttribute("text")).isNotBlank())
                .filter(outline -> outline.hasAttribute("xmlUrl"))
                .peek(outline -> assertThat(outline.getAttribute("type")).isEqualTo("rss"))
                .map(outline -> outline.getAttribute("xmlUrl"))
                .toList();
    }
}
