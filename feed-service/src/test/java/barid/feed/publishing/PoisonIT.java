package barid.feed.publishing;

import barid.feed.Organisations;
import barid.feed.Translations;
import barid.feed.entries.EntryUpdates;
import barid.feed.entries.FeedKey;
import barid.kit.changes.Change;
import barid.kit.changes.ChangeJson;
import barid.kit.changes.ChangePage;
import barid.kit.db.Database;
import barid.kit.db.TestPostgres;
import barid.kit.http.Json;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** What article-service would refuse, fed straight to the follower's handler. */
class PoisonIT {
    private static final String BAD = "\u0000\b\u000b\u001f\ufffe\uffff\ud800x\udc00 ]]> &nbsp; <b> \u202e";

    private final Database database = Database.open(TestPostgres.create("feed", true));
    private final FeedStore store = new FeedStore(database);
    private final FeedRenderer renderer = new FeedRenderer(Organisations.relief(), new SimpleMeterRegistry());
    private final Change.Published good = Translations.titled("Good").at(1);

    @BeforeEach
    void fill() {
        database.client().execute().update("UPDATE follower SET tag_authority = '" + Translations.AUTHORITY + "'");
        apply(good);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private void apply(Change... changes) {
        database.transactions()
                .run(tx -> new EntryUpdates("feeds", () -> Translations.NOON).apply(tx, List.of(changes)));
    }

    private String render(FeedFormat format) throws IOException {
        byte[] bytes = render(format, FeedKey.articles("en"));
        if (format == FeedFormat.JSON) {
            Json.MAPPER.readTree(bytes);
        } else {
            Documents.parse(bytes);
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private byte[] render(FeedFormat format, FeedKey feed) {
        Fragments.Visit visit = renderer.visit();
        return FeedStates.render(renderer, store.read(feed, visit::lacks), format, visit);
    }

    private static String entry(String feed) {
        return feed.lines()
                .filter(line -> line.contains(Translations.article("Good").toString()))
                .findFirst()
                .orElseThrow()
                .replaceFirst(",$", "");
    }

    @Test
    void onePoisonedArticleChangesNoByteOfAnother() throws IOException {
        String atom = entry(render(FeedFormat.ATOM));
        String rss = entry(render(FeedFormat.RSS));
        String json = entry(render(FeedFormat.JSON));
        apply(
                Translations.titled("poison")
                        .retitled(BAD)
                        .summed(BAD)
                        .saying("<p>" + BAD + "&#0;&#8;&#xFFFE;</div></div><![CDATA[ x ]]><!-- --- -->")
                        .by(BAD)
                        .on(BAD)
                        .madeByMachine(BAD)
                        .corrected(Translations.NOON, BAD)
                        .pictured("https://news.example.org/\u0000.png", BAD)
                        .at(2),
                Translations.titled("long").retitled("t".repeat(1 << 20)).at(3),
                Translations.titled("deep").saying("<div>".repeat(50_000)).at(4),
                Translations.titled("reason").withdrawn(Translations.NOON, BAD),
                new Change.Topic(5, "health", Map.of("en", BAD), null),
                new Change.Topic(5, "health", Map.of("en", "Health"), null));
        assertThat(entry(render(FeedFormat.ATOM)).replace(" label=\"Health\"", ""))
                .isEqualTo(atom);
        assertThat(entry(render(FeedFormat.RSS)).replace("Health<", "health<")).isEqualTo(rss);
        assertThat(entry(render(FeedFormat.JSON)).replace("\"Health\"", "\"health\""))
                .isEqualTo(json);
        assertThat(Documents.parse(render(FeedFormat.ATOM, FeedKey.articles("en")))
                        .all("//a:entry"))
                .hasSize(4);
    }

    @Test
    void aLoneSurrogateFromTheWireIsNoTrouble() throws IOException {
        Change.Published marked =
                Translations.titled("Surrogate").retitled("MARK").at(2);
        String json = new String(
                ChangeJson.write(new ChangePage("1.a", Translations.AUTHORITY, List.of(marked))),
                StandardCharsets.UTF_8);
        ChangePage page =
                ChangeJson.readPage(json.replace("MARK", "a\\ud800b\\u0000c").getBytes(StandardCharsets.UTF_8));
        apply(page.changes().getFirst());
        assertThat(Documents.parse(render(FeedFormat.ATOM, FeedKey.articles("en")))
                        .all("//a:entry/a:title"))
                .contains("abc");
    }
}
