package barid.standalone;

import barid.kit.Await;
import barid.kit.db.DatabaseSettings;
import barid.kit.db.TestPostgres;
import barid.kit.http.Json;
import barid.kit.http.Tokens;
import barid.kit.service.RunningService;
import io.helidon.config.Config;
import io.helidon.config.ConfigSources;
import org.junit.jupiter.api.Test;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;

/** feed-service outlives article-service. */
class SourceDownIT {
    private static final String TOKEN = "a-token-for-tests";
    private static final int ARTICLES = Ports.free().articles();

    private static Config config(String service, DatabaseSettings db, int port) {
        Map<String, String> config = new TreeMap<>(Map.of(
                "server.host",
                "127.0.0.1",
                "server.port",
                Integer.toString(port),
                "admin.port",
                "0",
                "db.url",
                db.url(),
                "db.username",
                db.username(),
                "db.password",
                db.password(),
                "changes.url",
                "http://127.0.0.1:" + ARTICLES,
                "changes.token",
                TOKEN,
                "organisation.base-url.articles",
                "http://127.0.0.1:" + ARTICLES));
        config.put("server.drain-period", "PT0S");
        config.put("tokens.0.name", "writer");
        config.put("tokens.0.sha256", Tokens.hash(TOKEN));
        config.put("tokens.0.scopes.0", "write");
        config.put("tokens.0.scopes.1", "changes");
        return Config.builder()
                .sources(ConfigSources.create(config), ConfigSources.classpath(service + "-service.yaml"))
                .disableEnvironmentVariablesSource()
                .disableSystemPropertiesSource()
                .build();
    }

    private static void publish(Api api, String title) throws Exception {
        URI articles = URI.create("http://127.0.0.1:" + ARTICLES);
        Api.Answer created = api.postJson(
                articles.resolve("/api/articles"),
                Json.MAPPER
                        .createObjectNode()
                        .put("language", "en")
                        .put("title", title)
                        .put("html", "<p>Text.</p>"));
        assertThat(created.status()).as(created.text()).isEqualTo(201);
        URI publish = URI.create(articles.resolve(created.location()) + "/translations/en/publish");
        assertThat(api.postJson(publish, Json.MAPPER.createObjectNode()).status())
                .isEqualTo(200);
    }

    @Test
    void feedsAreServedWhileArticleServiceIsAwayAndANewArticleComesSoonAfterItsReturn() throws Exception {
        DatabaseSettings articleDb = TestPostgres.create("article", false);
        RunningService articles = barid.article.Main.start(config("article", articleDb, ARTICLES));
        RunningService feeds = barid.feed.Main.start(config("feed", TestPostgres.create("feed", true), 0));
        String base = "http://127.0.0.1:" + feeds.port() + "/feeds/en/articles.";
        try (Api api = new Api(TOKEN);
                HttpClient http = HttpClient.newHttpClient()) {
            publish(api, "Before the stop");
            Await.until(
                    "in the feed",
                    () -> api.get(URI.create(base + "atom")).text().contains("Before the stop"));
            articles.stop();
            for (String format : new String[] {"atom", "rss"}) {
                HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + format));
                var full = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
                assertThat(full.statusCode()).isEqualTo(200);
                assertThat(full.body()).contains("Before the stop");
                request.header(
                        "If-None-Match", full.headers().firstValue("etag").orElseThrow());
                assertThat(http.send(request.build(), HttpResponse.BodyHandlers.ofString())
                                .statusCode())
                        .isEqualTo(304);
            }
            articles = barid.article.Main.start(config("article", articleDb, ARTICLES));
            publish(api, "After the return");
            Await.until(
                    "the new article",
                    Duration.ofSeconds(2),
                    () -> api.get(URI.create(base + "rss")).text().contains("After the return"));
        } finally {
            feeds.stop();
            articles.stop();
        }
    }
}
