package barid.newsletter;

import barid.kit.db.DatabaseSettings;
import barid.kit.http.Tokens;
import barid.kit.service.RunningService;
import io.helidon.config.Config;
import io.helidon.config.ConfigSources;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/** An instance of the service as {@code Main} wires it, on free ports. */
public final class RunningNewsletter implements AutoCloseable {
    public static final String OPERATOR = "operator-token-of-the-tests-00001";
    public static final String SECRET = "a secret of the tests, long enough to be one";

    private static final Path FOLDERS = folders();

    private final RunningService service;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    public RunningNewsletter(
            DatabaseSettings database, URI feed, int smtpPort, InstantSource clock, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(Map.ofEntries(
                Map.entry("server.host", "127.0.0.1"),
                Map.entry("db.url", database.url()),
                Map.entry("db.username", database.username()),
                Map.entry("db.password", database.password()),
                Map.entry("db.pool-size", "8"),
                Map.entry("changes.url", feed.toString()),
                Map.entry("changes.token", "changes-token"),
                Map.entry("keys.secret", SECRET),
                Map.entry("organisation.name.en", "Example Organisation"),
                Map.entry("organisation.short-name.en", "Example"),
                Map.entry("organisation.default-language", "en"),
                Map.entry("organisation.from", "news@example.org"),
                Map.entry("organisation.bounce-domain", "bounce.example.org"),
                Map.entry("tokens.0.name", "operator"),
                Map.entry("tokens.0.sha256", Tokens.hash(OPERATOR)),
                Map.entry("tokens.0.scopes.0", "operate"),
                Map.entry("subscriptions.poll", "PT0.05S"),
                Map.entry("editions.collecting-window", "PT1S"),
                Map.entry("editions.poll", "PT0.05S"),
                Map.entry("deliveries.poll", "PT0.1S"),
                // Readers of the tests are due at hours that are long past.
                Map.entry("deliveries.late", "P10000D"),
                Map.entry("journal.folder", journal(database).toString()),
                Map.entry("preflight.checks", "built-in-mailbox"),
                Map.entry("smtp.host", "127.0.0.1"),
                Map.entry("smtp.port", Integer.toString(smtpPort))));
        settings.putAll(more);
        service = Main.start(
                Config.builder(ConfigSources.create(settings))
                        .disableEnvironmentVariablesSource()
                        .disableSystemPropertiesSource()
                        .build(),
                clock);
    }

    /** Where the journal of a test's database lies, for all instances over it. */
    public static Path journal(DatabaseSettings database) {
        String name = database.url().substring(database.url().lastIndexOf(':') + 1);
        return FOLDERS.resolve(name);
    }

    private static Path folders() {
        try {
            Path made = Files.createTempDirectory("journals");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(made)));
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void remove(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            // It lies in the temporary folder.
        }
    }

    public URI url(String path) {
        return URI.create("http://127.0.0.1:" + service.port() + path);
    }

    public HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(url(path)));
    }

    public HttpResponse<String> post(String path, String contentType, String body) {
        return send(HttpRequest.newBuilder(url(path))
                .header("Content-Type", contentType)
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    public HttpResponse<String> operate(String path, String json) {
        return send(HttpRequest.newBuilder(url(path))
                .header("Authorization", "Bearer " + OPERATOR)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    public HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public String metrics() {
        return send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.adminPort() + "/observe/metrics")))
                .body();
    }

    @Override
    public void close() {
        service.stop();
    }
}
