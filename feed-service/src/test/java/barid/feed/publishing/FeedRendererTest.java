package barid.feed.publishing;

import barid.feed.Organisations;
import barid.feed.Translations;
import barid.feed.entries.Tombstone;
import barid.kit.changes.Change;
import barid.kit.changes.Origin;
import com.rometools.rome.feed.atom.Feed;
import com.rometools.rome.feed.rss.Channel;
import com.rometools.rome.io.WireFeedInput;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

import static org.assertj.core.api.Assertions.assertThat;

class FeedRendererTest {
    private final FeedRenderer renderer = new FeedRenderer(Organisations.relief(), new SimpleMeterRegistry());

    private byte[] render(FeedState state, FeedFormat format) {
        return FeedStates.render(renderer, state, format);
    }

    private static Change.Published water() {
        return Translations.titled("مياه نظيفة لمليون طفل")
                .inLanguage("ar")
                .summed("برنامج جديد <للمياه> & الصحة")
                .saying("<p>نص \"كامل\" &amp; طويل ]]&gt; <a href=\"/ar\">رابط</a></p>\n<pre>one\n  two</pre>")
                .by("أمينة حداد", "Jean Dupont")
                .on("medicine")
                .pictured("https://news.example.org/media/1.webp", "بئر في قرية")
                .madeByMachine("Engine X")
                .corrected(Instant.parse("2026-03-27T08:30:00Z"), "العدد مليون لا ألف.")
                .beside("en", Origin.ORIGINAL)
                .beside("fr", Origin.HUMAN)
                .at(1);
    }

    private static FeedState arabic() {
        return FeedStates.with(
                "ar",
                List.of(new Tombstone(
                        Translations.article("gone"),
                        "ar",
                        "https://old.example.org/?p=7",
                        Translations.NOON,
                        "سُحب لخطأ.")),
                water());
    }

    @ParameterizedTest
    @EnumSource(FeedFormat.class)
    void writesTheGoldenBytes(FeedFormat format) throws IOException {
        byte[] bytes = render(arabic(), format);
        String name = "ar." + format.extension();
        if (Boolean.getBoolean("barid.golden")) {
            Files.write(Path.of("src/test/resources/barid/feed/publishing", name), bytes);
        }
        try (InputStream golden = getClass().getResourceAsStream(name)) {
            assertThat(new String(bytes, StandardCharsets.UTF_8))
                    .isEqualTo(new String(golden.readAllBytes(), StandardCharsets.UTF_8));
        }
        assertThat(render(arabic(), format)).isEqualTo(bytes);
    }

    @Test
    void everyReaderOpensTheEntrysOwnPage() {
        Documents atom = Documents.parse(render(arabic(), FeedFormat.ATOM));
        List<String> alternates = atom.all("//a:entry/a:link[@rel='alternate']/@href");
        assertThat(alternates).hasSize(4);
        assertThat(alternates.getFirst()).isEqualTo(water().url()).isEqualTo(alternates.getLast());
        assertThat(atom.all("//a:entry/a:link[@rel='alternate']/@hreflang")).containsExactly("en", "fr", "ar");
        Documents rss = Documents.parse(render(arabic(), FeedFormat.RSS));
        assertThat(rss.all("//item/a:link")).isEmpty();
        assertThat(rss.all("//item/link")).containsExactly(water().url());
    }

    @Test
    void sayLanguageAndDirectionWhereReadersKeepThem() {
        Documents atom = Documents.parse(render(arabic(), FeedFormat.ATOM));
        assertThat(atom.all("/a:feed/@xml:lang | //a:entry/@xml:lang")).containsExactly("ar", "ar");
        Documents rss = Documents.parse(render(arabic(), FeedFormat.RSS));
        assertThat(rss.all("//channel/language")).containsExactly("ar");
        for (String html : List.of(
                atom.all("//a:content").getFirst(), rss.all("//content:encoded").getFirst())) {
            var outer = Jsoup.parseBodyFragment(html).body().child(0);
            assertThat(outer.attr("lang")).isEqualTo("ar");
            assertThat(outer.attr("dir")).isEqualTo("rtl");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"ATOM", "RSS"})
    void aMachineTranslationSaysSoBeforeTheText(FeedFormat format) {
        Documents feed = Documents.parse(render(arabic(), format));
        String html = feed.all("//a:entry/a:content | //item/content:encoded").getFirst();
        var notice = Jsoup.parseBodyFragment(html).body().child(0).child(0);
        assertThat(notice.text()).contains("Engine X", "مكتب الإغاثة العالمي", "ترجمة آلية");
        assertThat(notice.select("a").attr("href")).isEqualTo("https://news.example.org/en/articles/other");
        assertThat(feed.all("//a:category[@scheme='urn:barid:origin']/@term | //category[@domain='urn:barid:origin']"))
                .hasSize(1);
        assertThat(html).contains("العدد مليون لا ألف.");
    }

    @Test
    void romeReadsBackWhatWasWritten() throws Exception {
        Feed atom = (Feed) new WireFeedInput().build(reader(render(arabic(), FeedFormat.ATOM)));
        assertThat(atom.getEntries()).singleElement().satisfies(entry -> {
            assertThat(entry.getId()).isEqualTo(water().entryId());
            assertThat(entry.getTitle()).isEqualTo(water().title());
            assertThat(entry.getPublished()).isEqualTo(Instant.parse("2026-03-26T12:00:00Z"));
            assertThat(entry.getUpdated()).isEqualTo(Instant.parse("2026-03-27T08:30:00Z"));
            assertThat(entry.getSummary().getValue()).isEqualTo(water().summary());
        });
        Channel rss = (Channel) new WireFeedInput().build(reader(render(arabic(), FeedFormat.RSS)));
        assertThat(rss.getItems()).singleElement().satisfies(item -> {
            assertThat(item.getGuid().getValue()).isEqualTo(water().entryId());
            assertThat(item.getGuid().isPermaLink()).isFalse();
            assertThat(item.getEnclosures().getFirst().getLength()).isEqualTo(48211);
        });
    }

    private static InputStreamReader reader(byte[] bytes) {
        return new InputStreamReader(new ByteArrayInputStream(bytes), StandardCharsets.UTF_8);
    }

    @Test
    void anImportedIdStaysInRssAndGivesWayInAtomWhereItIsNoIri() {
        Change.Published old = Translations.titled("old").withEntryId("post 42").at(1);
        FeedState state = FeedStates.of("en", old);
        assertThat(Documents.parse(render(state, FeedFormat.RSS)).all("//guid")).containsExactly("post 42");
        assertThat(Documents.parse(render(state, FeedFormat.ATOM)).all("//a:entry/a:id"))
                .containsExactly("tag:news.example.org,2026:" + old.article() + ":en");
    }

    @Test
    void aTombstoneNamesWhatIsGoneAndHoldsNothingOfAtoms() {
        Documents atom = Documents.parse(render(arabic(), FeedFormat.ATOM));
        assertThat(atom.all("//at:deleted-entry/@ref")).containsExactly("https://old.example.org/?p=7");
        assertThat(atom.all("//at:deleted-entry/@when")).containsExactly("2026-03-26T12:00:00Z");
        assertThat(atom.all("//at:deleted-entry//a:*")).isEmpty();
        assertThat(Documents.parse(render(arabic(), FeedFormat.RSS)).all("//*[contains(., 'سُحب')]"))
                .isEmpty();
    }

    @Test
    void urlsAreAbsoluteWhereverAReaderShowsTheText() {
        Change.Published entry = Translations.titled("links")
                .saying("<p><a href=\"/a\">1</a><a href=\"#b\">2</a><img src=\"//cdn.example.org/c.png\""
                        + " srcset=\"c.png 1x, /d.png 2x\"><a href=\"mailto:x@example.org\">3</a></p>")
                .at(1);
        String html = Documents.parse(render(FeedStates.of("en", entry), FeedFormat.RSS))
                .all("//content:encoded")
                .getFirst();
        var body = Jsoup.parseBodyFragment(html).body();
        assertThat(body.select("a").eachAttr("href"))
                .containsExactly("https://news.example.org/a", entry.url() + "#b", "mailto:x@example.org");
        assertThat(body.select("img").attr("src")).isEqualTo("https://cdn.example.org/c.png");
        assertThat(html).doesNotContain("srcset");
    }

    @ParameterizedTest
    @EnumSource(names = {"ATOM", "RSS"})
    void wordsThatLookLikeMarkupAreWords(FeedFormat format) {
        String words = "<script>x()</script> &amp; \"a\" 'b' ]]> <b";
        Change.Published entry = Translations.titled(words)
                .summed(words)
                .by(words)
                .pictured("https://news.example.org/media/1.webp", words)
                .corrected(Translations.NOON, words)
                .at(1);
        Documents feed = Documents.parse(render(FeedStates.of("en", entry), format));
        assertThat(feed.all("//a:entry/a:title | //item/title")).containsExactly(words);
        String html = feed.all("//a:entry/a:content | //item/content:encoded").getFirst();
        var body = Jsoup.parseBodyFragment(html).body();
        assertThat(body.select("script")).isEmpty();
        assertThat(body.select("img").attr("alt")).isEqualTo(words);
        assertThat(body.text()).contains(words);
    }

    /** Readers that show no frames still lead to the film. */
    @ParameterizedTest
    @EnumSource(names = {"ATOM", "RSS"})
    void aFilmKeepsTheLinkBesideItsFrame(FeedFormat format) {
        String player = "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ";
        String page = "https://www.youtube.com/watch?v=dQw4w9WgXcQ";
        Change.Published entry = Translations.titled("film")
                .saying("<figure><iframe src=\"" + player + "\"></iframe><figcaption><a href=\"" + page
                        + "\">A film</a></figcaption></figure><p>After</p>")
                .at(1);
        String html = Documents.parse(render(FeedStates.of("en", entry), format))
                .all("//a:entry/a:content | //item/content:encoded")
                .getFirst();
        var figure = Jsoup.parseBodyFragment(html).selectFirst("figure");
        assertThat(figure.select("iframe").attr("src")).isEqualTo(player);
        assertThat(figure.select("a").attr("href")).isEqualTo(page);
        assertThat(figure.nextElementSibling().text()).isEqualTo("After");
    }

    @Test
    void softwareTextsInAnotherLanguageThanTheFeedSaySo() {
        Documents atom = Documents.parse(render(
                FeedStates.of("ur", Translations.titled("خبر").inLanguage("ur").at(1)), FeedFormat.ATOM));
        assertThat(atom.all("/a:feed/@xml:lang")).containsExactly("ur");
        assertThat(atom.all("/a:feed/a:title/@xml:lang")).containsExactly("en");
    }

    @ParameterizedTest
    @EnumSource(names = {"ATOM", "RSS"})
    void anEmptyFeedIsValid(FeedFormat format) {
        Documents feed = Documents.parse(render(FeedStates.of("fr"), format));
        assertThat(feed.all("/a:feed/a:title | /rss/channel/title"))
                .containsExactly("Bureau mondial des secours\u00a0: derniers articles");
        assertThat(feed.all("/a:feed/a:updated | /rss/channel/lastBuildDate")).hasSize(1);
    }

    /** Line ends, the platform's charset and locale are traps of Rome's; CI may have any. */
    @Test
    void bytesDoNotDependOnThePlatform() {
        Locale before = Locale.getDefault();
        try {
            byte[] bytes = render(arabic(), FeedFormat.RSS);
            Locale.setDefault(Locale.forLanguageTag("ar-EG"));
            assertThat(render(arabic(), FeedFormat.RSS)).isEqualTo(bytes);
            assertThat(new String(bytes, StandardCharsets.UTF_8))
                    .doesNotContain("\r")
                    .contains("one\n  two");
        } finally {
            Locale.setDefault(before);
        }
    }
}
