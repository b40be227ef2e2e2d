package barid.article;

import barid.kit.Await;
import barid.kit.db.DatabaseSettings;
import barid.kit.db.TestPostgres;
import barid.kit.http.Endpoint;
import barid.kit.http.Tokens;
import barid.kit.service.RunningService;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.helidon.config.Config;
import io.helidon.config.ConfigSources;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A running article-service over a database of its own, with a client that bears its tokens. */
public final class TestArticles implements AutoCloseable {
    /** May write. */
    public static final String WRITER = "a-writers-token-of-the-tests";

    /** May read the change feed. */
    public static final String FOLLOWER = "a-followers-token-of-the-tests";

    /** May read what readers answered. */
    public static final String OPERATOR = "an-operators-token-of-the-tests";

    /** The address that the service believes to be its own. */
    public static final String BASE = "https://news.example.org";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final DatabaseSettings settings;
    private final Map<String, String> more;
    private final InstantSource clock;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private RunningService service;

    private TestArticles(DatabaseSettings settings, Map<String, String> more, InstantSource clock) {
        this.settings = settings;
        this.more = more;
        this.clock = clock;
        this.service = Main.start(config(0), clock);
    }

    /** Over this database, with settings of its own. */
    public static TestArticles over(DatabaseSettings settings, Map<String, String> more) {
        return new TestArticles(settings, more, InstantSource.system());
    }

    /** Over a fresh database. */
    public static TestArticles start() {
        return start(Map.of());
    }

    /** Over a fresh database, believing this address to be its own. */
    public static TestArticles startAt(String base) {
        return start(Map.of("organisation.base-url.articles", base, "organisation.base-url.feeds", base));
    }

    /** Over a fresh database, with more settings. */
    public static TestArticles start(Map<String, String> more) {
        return new TestArticles(TestPostgres.create("article", false), more, InstantSource.system());
    }

    /** One more instance over this one's database, with other settings. */
    public TestArticles replica(Map<String, String> others) {
        return new TestArticles(settings, others, InstantSource.system());
    }

    /** One more instance over another's database. */
    public TestArticles replica() {
        return replica(InstantSource.system());
    }

    /** The same on a machine whose clock is another. */
    public TestArticles replica(InstantSource itsClock) {
        return new TestArticles(settings, more, itsClock);
    }

    private Config config(int port) {
        Map<String, String> values = new HashMap<>(Map.of(
                "server.host",
                "127.0.0.1",
                "server.port",
                Integer.toString(port),
                "server.shutdown-grace-period",
                "PT5S",
                "db.url",
                settings.url(),
                "db.username",
                settings.username(),
                "db.password",
                settings.password(),
                "organisation.base-url.articles",
                BASE,
                "organisation.name.en",
                "Example Organisation",
                "organisation.name.ar",
                "منظمة المثال",
                "organisation.default-language",
                "en"));
        values.put("organisation.base-url.feeds", BASE);
        token(values, 0, "writer", WRITER, "write");
        token(values, 1, "follower", FOLLOWER, "changes");
        token(values, 2, "operator", OPERATOR, "operate");
        values.putAll(more);
        return Config.builder(ConfigSources.create(values))
                .disableEnvironmentVariablesSource()
                .disableSystemPropertiesSource()
                .build();
    }

    private static void token(Map<String, String> values, int index, String name, String token, String scope) {
        values.put("tokens." + index + ".name", name);
        values.put("tokens." + index + ".sha256", Tokens.hash(token));
        values.put("tokens." + index + ".scopes.0", scope);
    }

    public int port() {
        return service.port();
    }

    /** Waits until so many followers wait for the change feed to grow. */
    public void awaitWaiting(int followers) {
        URI metrics = URI.create("http://127.0.0.1:" + service.adminPort() + "/observe/metrics");
        Await.until(
                followers + " followers wait",
                () -> send(HttpRequest.newBuilder(metrics))
                        .text()
                        .contains("barid_changes_waiting " + followers + ".0\n"));
    }

    /** What it answers on its public port. */
    public List<Endpoint.Registered> endpoints() {
        return service.endpoints();
    }

    public DatabaseSettings settings() {
        return settings;
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    /** Stops the service; its database stays. */
    public void stop() {
        service.stop();
    }

    /** Starts it again, on the same port. */
    public void restart() {
        int port = service.port();
        service.stop();
        service = Main.start(config(port), clock);
    }

    /** Puts the database into another state while the service is down, and starts it on the same port. */
    public void around(Runnable act) {
        int port = service.port();
        service.stop();
        act.run();
        service = Main.start(config(port), clock);
    }

    /** An answer: status, headers, body. */
    public record Answer(HttpResponse<byte[]> response) {
        public int status() {
            return response.statusCode();
        }

        public String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        public String text() {
            return new String(response.body(), StandardCharsets.UTF_8);
        }

        public JsonNode json() {
            try {
                return JSON.readTree(response.body());
            } catch (IOException e) {
                throw new AssertionError("not JSON: " + text(), e);
            }
        }

        /** The status, else an assertion that shows the answer. */
        public Answer expect(int status) {
            if (status() != status) {
                throw new AssertionError("expected " + status + " but was " + status() + ": " + text());
            }
            return this;
        }
    }

    public Answer send(HttpRequest.Builder request) {
        try {
            return new Answer(http.send(
                    request.timeout(Duration.ofSeconds(60)).build(), HttpResponse.BodyHandlers.ofByteArray()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** As anyone. */
    public Answer get(String path) {
        return send(HttpRequest.newBuilder(uri(path)));
    }

    /** As the writer. */
    public Answer read(String path) {
        return send(writer(path));
    }

    public Answer post(String path, String json) {
        return send(writer(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    /** Creates with If-None-Match: *, or saves with If-Match of this tag. */
    public Answer put(String path, String etag, String json) {
        return send(writer(path)
                .header("Content-Type", "application/json")
                .header(etag.equals("*") ? "If-None-Match" : "If-Match", etag)
                .PUT(HttpRequest.BodyPublishers.ofString(json)));
    }

    public Answer changes(String query) {
        return send(HttpRequest.newBuilder(uri("/api/changes" + query)).header("Authorization", "Bearer " + FOLLOWER));
    }

    /** As the operator. */
    public Answer operate(String path) {
        return send(HttpRequest.newBuilder(uri(path)).header("Authorization", "Bearer " + OPERATOR));
    }

    public HttpRequest.Builder writer(String path) {
        return HttpRequest.newBuilder(uri(path)).header("Authorization", "Bearer " + WRITER);
    }

    /** Creates an article in English; returns its id. */
    public String create(String title) {
        return post("/api/articles", text("en", title))
                .expect(201)
                .json()
                .get("id")
                .asText();
    }

    /** Creates and publishes an article in English; returns its id. */
    public String publish(String title) {
        String id = create(title);
        act(id, "en", "publish", "{}").expect(200);
        return id;
    }

    public Answer act(String id, String language, String act, String json) {
        return post("/api/articles/" + id + "/translations/" + language + "/" + act, json);
    }

    /** The fields of a text. */
    public static String text(String language, String title) {
        return "{\"language\":\"" + language + "\",\"title\":\"" + title + "\",\"html\":\"<p>Text of " + title
                + "</p>\"}";
    }

    @Override
    public void close() {
        http.shutdownNow();
        service.stop();
    }
}
