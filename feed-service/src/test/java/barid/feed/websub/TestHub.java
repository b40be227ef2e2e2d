package barid.feed.websub;

import barid.feed.Main;
import barid.feed.Newsroom;
import barid.feed.Organisations;
import barid.feed.Reader;
import barid.feed.Translations;
import barid.kit.Await;
import barid.kit.changes.Change;
import barid.kit.db.DatabaseSettings;
import barid.kit.db.TestPostgres;
import barid.kit.http.Json;
import barid.kit.http.Tokens;
import barid.kit.service.RunningService;
import com.fasterxml.jackson.databind.JsonNode;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** feed-service with a newsroom that writes for it, and its hub as a subscriber sees it. */
final class TestHub implements AutoCloseable {
    /** The public address in the test's configuration; requests go to the port. */
    static final String BASE = "https://news.example.org";

    static final String ATOM = BASE + "/feeds/en/articles.atom";
    static final String RSS = BASE + "/feeds/en/articles.rss";

    private static final String TOKEN = "an-operators-token";

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    final Newsroom newsroom = new Newsroom();
    final DatabaseSettings database = TestPostgres.create("feed", true);
    private final Map<String, String> settings = new HashMap<>();
    private final List<RunningService> running = new ArrayList<>();

    /** {@code settings} in addition to those of the tests. */
    TestHub(Map<String, String> settings) {
        this.settings.putAll(settings);
        newsroom.announce(
                new Change.Topic(1, "health", Map.of("en", "Health"), null),
                Translations.titled("The first").at(2));
    }

    static TestHub started() {
        TestHub hub = new TestHub(Map.of());
        hub.start();
        return hub;
    }

    RunningService start() {
        RunningService service = Main.start(Organisations.config(configuration()));
        running.add(service);
        return service;
    }

    /** Stops all that runs, and starts one when {@code meanwhile} has been done. */
    void restart(Runnable meanwhile) {
        running.forEach(RunningService::stop);
        running.clear();
        meanwhile.run();
        start();
    }

    void restartWith(Map<String, String> more) {
        restart(() -> settings.putAll(more));
    }

    /** What {@link Main} is started with. */
    Map<String, String> configuration() {
        Map<String, String> values = new HashMap<>(Map.of(
                "server.port", "0",
                "server.shutdown-grace-period", "PT1S",
                "db.url", database.url(),
                "db.username", database.username(),
                "db.password", database.password(),
                "db.pool-size", "4",
                "changes.url", newsroom.url().toString(),
                "changes.token", "newsroom",
                "hub.allow-private", "true",
                "hub.requests-per-hour", "1000"));
        values.putAll(Map.of(
                "tokens.0.name", "operator", "tokens.0.sha256", Tokens.hash(TOKEN), "tokens.0.scopes.0", "operate"));
        values.putAll(settings);
        return values;
    }

    /** The article is out when this returns; readers see it within a second or so. */
    void publish(String title) {
        newsroom.announce(Translations.titled(title).at(1));
    }

    Reader reader() {
        return new Reader(running.getFirst().port());
    }

    /** Asks the hub; {@code pairs} are names and values of the form. */
    HttpResponse<String> ask(String... pairs) throws Exception {
        StringBuilder form = new StringBuilder();
        for (int i = 0; i < pairs.length; i += 2) {
            form.append(i == 0 ? "" : "&")
                    .append(pairs[i])
                    .append('=')
                    .append(URLEncoder.encode(pairs[i + 1], StandardCharsets.UTF_8));
        }
        return post("application/x-www-form-urlencoded", form.toString());
    }

    HttpResponse<String> post(String type, String body) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(uri("/hub"))
                        .header("Content-Type", type)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** Asks, and returns when the callback has confirmed and the hub knows it. */
    void subscribe(String topic, String callback, String... more) throws Exception {
        long before = report().get("subscriptions").asLong();
        assertThat(request("subscribe", topic, callback, more).statusCode()).isEqualTo(202);
        Await.until(
                "the subscription stands", () -> report().get("subscriptions").asLong() == before + 1);
    }

    HttpResponse<String> request(String mode, String topic, String callback, String... more) throws Exception {
        List<String> pairs = new ArrayList<>(List.of("hub.mode", mode, "hub.topic", topic, "hub.callback", callback));
        pairs.addAll(List.of(more));
        return ask(pairs.toArray(String[]::new));
    }

    void awaitNothingPending() {
        Await.until("every request is settled", () -> report().get("pending").asLong() == 0);
    }

    /** What the operator is told. */
    JsonNode report() throws Exception {
        HttpResponse<String> response = HTTP.send(
                HttpRequest.newBuilder(uri("/feeds/api/subscriptions"))
                        .header("Authorization", "Bearer " + TOKEN)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        return Json.MAPPER.readTree(response.body());
    }

    String metrics() throws Exception {
        return new Reader(running.getFirst().adminPort()).text("/observe/metrics");
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + running.getFirst().port() + path);
    }

    /** As if time had passed: what waits for its next attempt is due. */
    void dueNow() {
        execute("UPDATE subscription SET next_attempt = now()");
        execute("UPDATE subscription_request SET next_attempt = now()");
    }

    void execute(String sql) {
        TestPostgres.execute(TestPostgres.nameOf(database), sql);
    }

    @Override
    public void close() {
        running.forEach(RunningService::stop);
        newsroom.close();
    }
}
