package barid.feed.publishing;

import barid.feed.Newsroom;
import barid.feed.Reader;
import barid.feed.Replicas;
import barid.feed.Translations;
import barid.kit.changes.Change;
import barid.kit.http.Json;
import barid.kit.http.Tokens;
import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** What breaks a rule of readers is left out and named, and is read once it breaks none. */
@Timeout(60)
class BreachIT {
    private static final String ATOM = "/feeds/en/articles.atom";
    private static final String BREACHES = "/feeds/api/breaches";
    private static final String TOKEN = "an-operators-token";
    private static final String[] SETTINGS = {
        "tokens.0.name", "amina", "tokens.0.sha256", Tokens.hash(TOKEN), "tokens.0.scopes.0", "operate"
    };

    private final Newsroom newsroom = new Newsroom();
    private final Replicas replicas = new Replicas(newsroom);
    private Reader reader;

    @BeforeEach
    void start() {
        newsroom.announce(
                Translations.titled("Older").at(1), Translations.titled("Newer").at(2));
        reader = replicas.reader(SETTINGS);
    }

    @AfterEach
    void stop() {
        replicas.close();
        newsroom.close();
    }

    private List<JsonNode> breaches() throws Exception {
        List<JsonNode> breaches = new ArrayList<>();
        Json.MAPPER
                .readTree(Reader.text(reader.get(BREACHES, "Authorization", "Bearer " + TOKEN)))
                .path("breaches")
                .forEach(breaches::add);
        return breaches;
    }

    private static Translations bad() {
        return Translations.titled("Bad").pictured("/not-absolute.webp", "");
    }

    @Test
    void isNamedToOperatorsAloneAndGoneWhenTheEditorMendsItOrWithdrawsIt() throws Exception {
        newsroom.announce(bad().at(3), Translations.titled("Beside").at(4));
        Replicas.await("the feed follows", () -> reader.text(ATOM).contains("Beside"));
        Replicas.await("the breach is named", () -> breaches().size() == 1);
        assertThat(reader.text(ATOM)).doesNotContain(">Bad<");
        assertThat(breaches().getFirst().path("entryId").asText())
                .isEqualTo(bad().at(3).entryId());
        assertThat(breaches().getFirst().path("rule").asText()).isEqualTo("urls");
        assertThat(breaches().getFirst().path("detail").asText()).contains("/not-absolute.webp");
        assertThat(reader.get(BREACHES).statusCode()).isEqualTo(401);

        newsroom.announce(
                bad().pictured("https://news.example.org/good.webp", "").at(5));
        Replicas.await("it is read", () -> reader.text(ATOM).contains(">Bad<"));
        Replicas.await("nothing is named", () -> breaches().isEmpty());

        newsroom.announce(bad().at(6));
        Replicas.await("the breach is named", () -> breaches().size() == 1);
        newsroom.announce(bad().withdrawn(Translations.NOON, "why"));
        Replicas.await("the feed follows", () -> reader.text(ATOM).contains("<at:deleted-entry"));
        newsroom.announce(Translations.titled("After").at(8));
        Replicas.await("nothing is named", () -> breaches().isEmpty());
    }

    /** A build that knew less left it out; the next one reads it, and whoever polled meanwhile is told of it. */
    @Test
    void standsAtTheHeadOnceABuildCanRenderIt() throws Exception {
        String tag = Reader.header(reader.get(ATOM), "ETag");
        Change.Published older = Translations.titled("Older").at(1);
        replicas.execute(
                "INSERT INTO breach SELECT article, language, version, 'urls', 'then unknown', now() FROM entry"
                        + " WHERE article = '" + older.article() + "'");
        Reader next = replicas.reader(SETTINGS);
        Replicas.await("it is told", () -> {
            var news = next.get(ATOM, "If-None-Match", tag, "A-IM", "feed");
            return news.statusCode() == 226
                    && Documents.parse(news.body()).all("//a:entry/a:id").equals(List.of(older.entryId()));
        });
        assertThat(breaches()).isEmpty();
    }
}
