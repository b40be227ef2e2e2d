package barid.article.importing;

import barid.article.Main;
import barid.kit.Await;
import barid.kit.TestJvm;
import barid.kit.db.DatabaseSettings;
import barid.kit.http.Tokens;
import barid.kit.service.RunningService;
import io.helidon.config.Config;
import io.helidon.config.ConfigSources;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** article-service in a process of its own, to be killed. */
final class ArticleProcess implements AutoCloseable {
    static final String TOKEN = "a-token-of-the-process";

    private final Process process;
    private final Path port;

    private ArticleProcess(Process process, Path port) {
        this.process = process;
        this.port = port;
    }

    /** Over this database; {@code folder} keeps its port and its output. */
    static ArticleProcess start(DatabaseSettings settings, Path folder) {
        try {
            Path port = Files.createTempDirectory(folder, "process").resolve("port");
            List<String> command = TestJvm.command(List.of("-Xmx256m"));
            command.addAll(List.of(
                    ArticleProcess.class.getName(),
                    settings.url(),
                    settings.username(),
                    settings.password(),
                    port.toString()));
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(port.resolveSibling("output").toFile());
            ArticleProcess started = new ArticleProcess(builder.start(), port);
            Await.until("the process serves", Duration.ofSeconds(60), () -> Files.exists(port));
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    URI uri(String path) {
        try {
            return URI.create("http://127.0.0.1:" + Files.readString(port) + path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGKILL; returns when it is gone. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    public static void main(String[] arguments) throws IOException {
        RunningService service = Main.start(Config.builder(ConfigSources.create(Map.of(
                        "server.host", "127.0.0.1",
                        "server.port", "0",
                        "db.url", arguments[0],
                        "db.username", arguments[1],
                        "db.password", arguments[2],
                        "organisation.base-url.articles", "https://news.example.org",
                        "organisation.default-language", "en",
                        "outgoing.allow-private", "true",
                        "tokens.0.name", "writer",
                        "tokens.0.sha256", Tokens.hash(TOKEN))))
                .addSource(ConfigSources.create(Map.of("tokens.0.scopes.0", "write", "admin.port", "0")))
                .disableEnvironmentVariablesSource()
                .disableSystemPropertiesSource()
                .build());
        Path port = Path.of(arguments[3]);
        Path written = Files.writeString(port.resolveSibling("port.part"), Integer.toString(service.port()));
        Files.move(written, port);
    }
}
