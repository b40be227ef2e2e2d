package barid.standalone;

import barid.kit.Await;
import barid.kit.TestSmtpServer;
import barid.kit.db.Database;
import barid.kit.db.DatabaseSettings;
import barid.kit.db.TestPostgres;
import barid.kit.db.TestRows;
import barid.kit.http.Json;
import barid.kit.http.Tokens;
import barid.kit.service.RunningService;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.helidon.config.Config;
import io.helidon.config.ConfigSources;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The restore drill of the runbook: the article database is put back to a moment before its last hundred changes, by a base
 * backup and the archived log, on another server. What its followers do by themselves is asserted of both together.
 */
@EnabledIfSystemProperty(named = "barid.long", matches = "true")
class RestoreDrillIT {
    private static final String TOKEN = "a-token-for-tests";
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int ARTICLES = 120;
    private static final URI BASE =
            URI.create("http://127.0.0.1:" + Ports.free().articles());

    @TempDir
    Path folder;

    private final TestSmtpServer smtp = new TestSmtpServer();
    private final Api api = new Api(TOKEN);
    private final DatabaseSettings feedDatabase = TestPostgres.create("feed", true);
    private final DatabaseSettings newsletterDatabase = TestPostgres.create("newsletter", true);
    private final List<AutoCloseable> running = new ArrayList<>();
    private ArchivedPostgres postgres;
    private RunningService articles;
    private RunningService feeds;
    private RunningService newsletter;

    @BeforeEach
    void start() throws Exception {
        postgres = new ArchivedPostgres(folder);
        running.add(postgres);
        postgres.create("article");
        Database.migrate(postgres.as("article", "migrator"));
        articles = barid.article.Main.start(config(postgres.as("article", "app"), BASE.getPort()));
        running.addFirst(() -> articles.stop());
        feeds = barid.feed.Main.start(config(feedDatabase, 0));
        running.addFirst(feeds::stop);
        newsletter = barid.newsletter.Main.start(config(newsletterDatabase, 0));
        running.addFirst(newsletter::stop);
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable one : running) {
            one.close();
        }
        api.close();
        smtp.close();
    }

    private Config config(DatabaseSettings database, int port) {
        Map<String, String> config = new TreeMap<>();
        config.put("server.host", "127.0.0.1");
        config.put("server.port", Integer.toString(port));
        config.put("server.shutdown-grace-period", "PT2S");
        config.put("db.url", database.url());
        config.put("db.username", database.username());
        config.put("db.password", database.password());
        config.put("changes.url", BASE.toString());
        config.put("changes.token", TOKEN);
        config.put("keys.secret", "a secret of the tests, long enough to be one");
        config.put("journal.folder", folder.resolve("journal").toString());
        config.put("organisation.default-language", "en");
        config.put("organisation.base-url.articles", BASE.toString());
        config.put("editions.collecting-window", "PT1S");
        config.put("preflight.checks", "built-in-mailbox");
        config.put("smtp.host", "127.0.0.1");
        config.put("smtp.port", Integer.toString(smtp.port()));
        config.put("tokens.0.name", "tests");
        config.put("tokens.0.sha256", Tokens.hash(TOKEN));
        config.put("tokens.0.scopes.0", "write");
        config.put("tokens.0.scopes.1", "changes");
        config.put("tokens.0.scopes.2", "operate");
        return Config.builder(ConfigSources.create(config))
                .disableEnvironmentVariablesSource()
                .disableSystemPropertiesSource()
                .build();
    }

    @Test
    void bothFollowersNoticeRebuildAndEqualWhatWasRestoredAndNobodyIsMailedTwice() throws Exception {
        List<String> ids = new ArrayList<>();
        for (int n = 0; n < ARTICLES; n++) {
            ids.add(publish("First title " + n));
        }
        translate(ids.getFirst());
        assertThat(subscribe("reader@example.org")).isEqualTo(201);
        awaitBothHave(published());
        Await.until("all was mailed", LIMIT, () -> carried("items") == ARTICLES);

        postgres.backUp();
        for (int n = 0; n < 5; n++) {
            ids.add(publish("After the backup " + n));
        }
        Map<String, JsonNode> then = published();
        postgres.name("before-the-last-hundred");
        String head = head();
        lastHundred(ids);
        Map<String, JsonNode> lost = published();
        assertThat(lost).isNotEqualTo(then);
        awaitBothHave(lost);
        Await.until(
                "what was new was mailed",
                LIMIT,
                () -> carried("items") == ARTICLES + 5 + 40 && carried("corrections") == 20);
        String cursor = head();
        assertThat(position(cursor) - position(head)).isGreaterThanOrEqualTo(100);
        int mailed = smtp.accepted().size();

        articles.stop();
        assertThat(feed("rss")).as("read meanwhile").contains("Lost title 39");
        postgres.restore("before-the-last-hundred");
        articles = barid.article.Main.start(config(postgres.as("article", "app"), BASE.getPort()));

        Api.Answer gone = api.get(BASE.resolve("/api/changes?after=" + cursor));
        assertThat(gone.status()).isEqualTo(410);
        assertThat(gone.text()).contains("cursor-gone");
        assertThat(published()).isEqualTo(then);
        awaitBothHave(then);
        assertThat(metric(feeds, "barid_changes_rebuilds_total")).isEqualTo("1.0");
        assertThat(metric(newsletter, "barid_changes_rebuilds_total")).isEqualTo("1.0");
        assertFeedsSay(then, lost);
        assertOnlyWhatIsNewIsMailed(mailed);
    }

    /** Forty new, twenty corrected, twenty withdrawn, ten translated, ten names of topics. */
    private void lastHundred(List<String> ids) throws Exception {
        for (int n = 0; n < 40; n++) {
            publish("Lost title " + n);
        }
        for (int n = 0; n < 20; n++) {
            correct(ids.get(10 + n), "Corrected title " + n);
            act(ids.get(40 + n), "withdraw", "reason", "Wrong " + n);
        }
        for (int n = 0; n < 10; n++) {
            translate(ids.get(70 + n));
            ObjectNode topic = Json.MAPPER.createObjectNode();
            topic.putObject("names").put("en", "Lost topic " + n);
            assertThat(api.putJson(BASE.resolve("/api/topics/lost-" + n), topic).status())
                    .isEqualTo(201);
        }
    }

    private String publish(String title) throws Exception {
        Api.Answer written =
                api.postJson(BASE.resolve("/api/articles"), text(title).put("language", "en"));
        assertThat(written.status()).as(written.text()).isEqualTo(201);
        act(written.location(), "publish");
        return written.location();
    }

    private static ObjectNode text(String title) {
        return Json.MAPPER.createObjectNode().put("title", title).put("html", "<p>Text.</p>");
    }

    private void translate(String article) throws Exception {
        URI french = BASE.resolve(article + "/translations/fr");
        assertThat(api.putJson(french, text("En français").put("origin", "human"), "If-None-Match", "*")
                        .status())
                .isEqualTo(201);
        assertThat(api.postJson(URI.create(french + "/publish"), Json.MAPPER.createObjectNode())
                        .status())
                .isEqualTo(200);
    }

    private void correct(String article, String title) throws Exception {
        URI english = BASE.resolve(article + "/translations/en");
        assertThat(api.putJson(english, text(title), "If-Match", "*").status()).isEqualTo(200);
        act(article, "correct", "note", "The title was wrong.");
    }

    private void act(String article, String act, String... field) throws Exception {
        ObjectNode body = Json.MAPPER.createObjectNode();
        if (field.length > 0) {
            body.put(field[0], field[1]);
        }
        Api.Answer answer = api.postJson(BASE.resolve(article + "/translations/en/" + act), body);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    }

    private int subscribe(String address) throws Exception {
        ObjectNode body = Json.MAPPER
                .createObjectNode()
                .put("email", address)
                .put("cadence", "immediate")
                .put("consent", "sample")
                .put("position", 0);
        body.putArray("languages").add("en");
        return api.postJson(URI.create("http://127.0.0.1:" + newsletter.port() + "/newsletter/api/subscribers"), body)
                .status();
    }

    /** What article-service announces now, by article and language, but for its places in the order. */
    private Map<String, JsonNode> published() throws Exception {
        Map<String, JsonNode> published = new TreeMap<>();
        for (JsonNode page = page(""); !page.path("changes").isEmpty(); page = page("&after=" + cursor(page))) {
            for (JsonNode change : page.path("changes")) {
                if (change.path("kind").asText().equals("published")) {
                    put(published, change);
                }
            }
        }
        return published;
    }

    private static void put(Map<String, JsonNode> published, JsonNode change) {
        ObjectNode kept = change.deepCopy();
        kept.remove(List.of("position", "traceparent", "kind"));
        published.put(
                change.path("article").asText() + ":" + change.path("language").asText(), kept);
    }

    private JsonNode page(String after) throws Exception {
        Api.Answer page = api.get(BASE.resolve("/api/changes?limit=1000" + after));
        assertThat(page.status()).as(page.text()).isEqualTo(200);
        return page.json();
    }

    private static String cursor(JsonNode page) {
        return page.path("cursor").asText();
    }

    private String head() throws Exception {
        JsonNode page = page("");
        while (!page.path("changes").isEmpty()) {
            page = page("&after=" + cursor(page));
        }
        return cursor(page);
    }

    private static long position(String cursor) {
        return Long.parseLong(cursor.substring(0, cursor.indexOf('.')));
    }

    private void awaitBothHave(Map<String, JsonNode> published) {
        Await.until("both copies are complete", LIMIT, () -> {
            assertThat(copy(feedDatabase, "SELECT snapshot FROM entry WHERE snapshot IS NOT NULL"))
                    .isEqualTo(published);
            assertThat(copy(newsletterDatabase, "SELECT snapshot FROM story WHERE withdrawn_at IS NULL"))
                    .isEqualTo(published);
            assertThat(strings(feedDatabase, "SELECT rebuilding FROM follower")).containsExactly("f");
            assertThat(strings(newsletterDatabase, "SELECT rebuilding FROM follower"))
                    .containsExactly("f");
            return true;
        });
    }

    private static Map<String, JsonNode> copy(DatabaseSettings database, String sql) throws IOException {
        Map<String, JsonNode> copy = new TreeMap<>();
        for (String snapshot : strings(database, sql)) {
            put(copy, Json.MAPPER.readTree(snapshot));
        }
        return copy;
    }

    private static List<String> strings(DatabaseSettings database, String sql) {
        return new TestRows(database).strings(sql);
    }

    private static String metric(RunningService service, String name) throws Exception {
        try (Api plain = new Api("none")) {
            return plain.get(URI.create("http://127.0.0.1:" + service.adminPort() + "/observe/metrics"))
                    .text()
                    .lines()
                    .filter(line -> line.startsWith(name + " "))
                    .map(line -> line.substring(name.length() + 1))
                    .findFirst()
                    .orElse("none");
        }
    }

    /** What readers see: the restored titles, and a tombstone of whatever was lost. */
    private void assertFeedsSay(Map<String, JsonNode> then, Map<String, JsonNode> lost) throws Exception {
        Await.until("the feed has only what was restored", LIMIT, () -> {
            String rss = feed("rss");
            return !rss.contains("Lost title") && !rss.contains("Corrected title");
        });
        String atom = feed("atom");
        List<String> gone = lost.entrySet().stream()
                .filter(entry -> !then.containsKey(entry.getKey()))
                .filter(entry -> entry.getKey().endsWith(":en"))
                .map(entry -> entry.getValue().path("entryId").asText())
                .toList();
        assertThat(gone).hasSize(40);
        assertThat(atom).doesNotContain("Lost title", "Corrected title");
        gone.forEach(id -> assertThat(atom).contains("ref=\"" + id + "\""));
    }

    private String feed(String format) throws Exception {
        return api.get(URI.create("http://127.0.0.1:" + feeds.port() + "/feeds/en/articles." + format))
                .text();
    }

    private void assertOnlyWhatIsNewIsMailed(int mailed) throws Exception {
        publish("Written after the restore");
        Await.until("the next mail", LIMIT, () -> smtp.accepted().size() > mailed);
        assertThat(smtp.accepted().subList(mailed, smtp.accepted().size()))
                .singleElement()
                .satisfies(mail -> assertThat(mail.raw())
                        .contains("Written after the restore")
                        .doesNotContain("First title", "Lost title", "Corrected title", "After the backup"));
        assertThat(strings(newsletterDatabase, "SELECT count(*) FROM sending_hold"))
                .containsExactly("0");
    }

    /** How many different articles were mailed as new ({@code items}) or as corrected ({@code corrections}). */
    private long carried(String block) {
        return Long.parseLong(strings(newsletterDatabase, """
                        SELECT count(DISTINCT item ->> 'article') FROM delivery_state d JOIN variant v ON v.id = d.variant,
                               jsonb_array_elements(v.%s) item
                         WHERE d.state = 'sent'""".formatted(block)).getFirst());
    }
}
