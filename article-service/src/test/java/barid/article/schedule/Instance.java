package barid.article.schedule;

import barid.article.TestArticles;
import barid.kit.Await;
import barid.kit.TestJvm;
import barid.kit.db.DatabaseSettings;
import barid.kit.http.Tokens;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** article-service as a process of its own, over a database that others share. */
final class Instance implements AutoCloseable {
    private static final Pattern READY = Pattern.compile("article-service is ready on port ([0-9]+)");
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Process process;
    private final Path log;

    private Instance(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Starts {@code java barid.article.Main run}; {@code folder} takes its configuration and its log. */
    static Instance start(Path folder, DatabaseSettings database) {
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("article-service.yaml"), """
                    server: {host: 127.0.0.1, port: 0, shutdown-grace-period: PT2S}
                    admin: {host: 127.0.0.1, port: 0}
                    db: {url: "%s", username: "%s", password: "%s", pool-size: 4}
                    organisation:
                      languages: [en]
                      name: {en: Example Organisation}
                      base-url: {articles: "https://news.example.org", feeds: "https://news.example.org"}
                    tokens:
                    - {name: writer, sha256: %s, scopes: [write]}
                    """.formatted(
                    database.url(), database.username(), database.password(), Tokens.hash(TestArticles.WRITER)));
            Path log = folder.resolve("log.txt");
            // its own configuration is found before the one that is shipped
            List<String> command = TestJvm.command(List.of("-Xmx192m"), folder.toString());
            command.addAll(List.of("barid.article.Main", "run"));
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
            builder.environment().put("BARID_LOG_FORMAT", "plain");
            return new Instance(builder.start(), log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Instance awaitReady() {
        Await.until("ready", Duration.ofSeconds(90), () -> {
            if (!process.isAlive()) {
                throw new IllegalStateException("it ended with " + process.exitValue() + ": " + log());
            }
            return port().isPresent();
        });
        return this;
    }

    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<Integer> port() {
        Matcher ready = READY.matcher(log());
        return ready.find() ? Optional.of(Integer.parseInt(ready.group(1))) : Optional.empty();
    }

    HttpResponse<String> get(String path) {
        return send(request(path));
    }

    HttpResponse<String> post(String path, String json) {
        return send(request(path)
                .header("Authorization", "Bearer " + TestArticles.WRITER)
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port().orElseThrow() + path))
                .timeout(Duration.ofSeconds(30));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** SIGKILL: nothing of it runs to an end. */
    void kill() {
        process.destroyForcibly();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
