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
    private final FeedRenderer renderer = new FeedRenderer(Organisations.relief());
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

    private String render(FeedFormat format) {
        byte[] bytes = renderer.render(store.read(FeedKey.articles("en")), format);
        Documents.parse(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static String entry(String feed) {
        return feed.lines()
                .filter(line -> line.contains(Translations.article("Good").toString()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void onePoisonedArticleChangesNoByteOfAnother() {
        String atom = entry(render(FeedFormat.ATOM));
        String rss = entry(render(FeedFormat.RSS));
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
        assertThat(store.read(FeedKey.articles("en")).entries()).hasSize(4);
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
        assertThat(Documents.parse(renderer.render(store.read(FeedKey.articles("en")), FeedFormat.ATOM))
                        .all("//a:entry/a:title"))
                .contains("abc");
    }
}
