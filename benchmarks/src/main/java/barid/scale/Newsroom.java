package barid.scale;

import barid.kit.db.Database;
import barid.kit.db.DatabaseSettings;
import barid.kit.db.Roles;
import barid.kit.http.Tokens;
import barid.kit.service.RunningService;
import barid.standalone.postgres.LocalPostgres;
import io.helidon.config.Config;
import io.helidon.config.ConfigSources;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** An article-service over a PostgreSQL of its own, filled with generated content. */
final class Newsroom implements AutoCloseable {
    private static final String SECRET = "of-the-benchmark-alone";

    private final HttpClient http;
    private final LocalPostgres postgres;
    private final RunningService service;
    private final Corpus corpus;
    private final Duration loaded;
    final int translations;

    private Newsroom(
            HttpClient http,
            LocalPostgres postgres,
            RunningService service,
            Corpus corpus,
            Duration loaded,
            int translations) {
        this.http = http;
        this.postgres = postgres;
        this.service = service;
        this.corpus = corpus;
        this.loaded = loaded;
        this.translations = translations;
    }

    static Newsroom filled(HttpClient http, Path cache, Path folder, int translations)
            throws IOException, SQLException, InterruptedException {
        LocalPostgres postgres = LocalPostgres.start(cache, folder, SECRET);
        new Roles(postgres.url(), "postgres", SECRET).create("article", SECRET, SECRET);
        Config config = config(postgres.url() + "article");
        Database.migrate(DatabaseSettings.owner("article", config.get("db")));
        Corpus corpus = new Corpus(postgres.url() + "article", SECRET, translations);
        Duration loaded = corpus.load();
        return new Newsroom(http, postgres, barid.article.Main.start(config), corpus, loaded, translations);
    }

    /** Copies the same rows into bare tables, and says how that compares with the generator. */
    void compareWithPlainCopy() throws SQLException {
        Duration bare = corpus.loadBare();
        System.out.printf(
                "  %,d translations: generator %,.0f a second, plain COPY %,.0f: ratio %.1f%n",
                translations,
                translations / seconds(loaded),
                translations / seconds(bare),
                seconds(loaded) / seconds(bare));
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    private static Config config(String url) {
        Map<String, String> values = new TreeMap<>();
        values.put("server.host", "127.0.0.1");
        values.put("server.port", "0");
        values.put("server.shutdown-grace-period", "PT2S");
        values.put("db.url", url);
        values.put("db.username", "article_app");
        values.put("db.password", SECRET);
        values.put("db.migrator.username", "article_migrator");
        values.put("db.migrator.password", SECRET);
        values.put("organisation.name.en", "Scale");
        values.put("organisation.base-url.articles", "https://scale.example");
        values.put("organisation.default-language", "en");
        values.put("tokens.0.name", "benchmark");
        values.put("tokens.0.sha256", Tokens.hash(SECRET));
        values.put("tokens.0.scopes.0", "write");
        values.put("tokens.0.scopes.1", "changes");
        return Config.builder(ConfigSources.create(values))
                .disableEnvironmentVariablesSource()
                .disableSystemPropertiesSource()
                .build();
    }

    /** Sends a request of the writer and reads the answer, which must be a success. */
    String call(String method, String path, String body) throws IOException, InterruptedException {
        return send(to(path).header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    String get(String path) throws IOException, InterruptedException {
        return send(to(path).build());
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path))
                .header("Authorization", "Bearer " + SECRET);
    }

    private String send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        if (response.statusCode() >= 300) {
            throw new IOException(request.method() + " " + request.uri().getPath() + " answered "
                    + response.statusCode() + ": " + response.body());
        }
        return response.body();
    }

    @Override
    public void close() throws IOException {
        service.stop();
        postgres.stop();
    }
}
