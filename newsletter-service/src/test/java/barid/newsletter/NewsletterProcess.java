package barid.newsletter;

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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** newsletter-service in a process of its own with a heap of 256 MiB, to be killed. */
public final class NewsletterProcess implements AutoCloseable {
    private final Process process;
    private final Path port;

    private NewsletterProcess(Process process, Path port) {
        this.process = process;
        this.port = port;
    }

    /** Over this database, mailing to {@code smtpPort}; {@code folder} keeps its port and its output. */
    public static NewsletterProcess start(DatabaseSettings settings, int smtpPort, Path folder) {
        return start(settings, smtpPort, folder, Map.of());
    }

    /** The same with settings of its own. */
    public static NewsletterProcess start(
            DatabaseSettings settings, int smtpPort, Path folder, Map<String, String> more) {
        try {
            Path port = Files.createTempDirectory(folder, "process").resolve("port");
            List<String> command = TestJvm.command(List.of("-Xmx256m", "-XX:+ExitOnOutOfMemoryError"));
            command.addAll(List.of(
                    NewsletterProcess.class.getName(),
                    settings.url(),
                    settings.username(),
                    settings.password(),
                    Integer.toString(smtpPort),
                    port.toString(),
                    more.entrySet().stream()
                            .map(entry -> entry.getKey() + "=" + entry.getValue())
                            .collect(Collectors.joining("\n"))));
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(port.resolveSibling("output").toFile());
            NewsletterProcess started = new NewsletterProcess(builder.start(), port);
            Await.until("the process serves", Duration.ofSeconds(60), () -> Files.exists(port));
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public URI url(String path) {
        return URI.create("http://127.0.0.1:" + read(port).split(" ")[0] + path);
    }

    public URI metrics() {
        return URI.create("http://127.0.0.1:" + read(port).split(" ")[1] + "/observe/metrics");
    }

    /** Everything that it said. */
    public String output() {
        return read(port.resolveSibling("output"));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGTERM; returns when it is gone. */
    public void terminate() throws InterruptedException {
        process.destroy();
        process.waitFor();
    }

    /** SIGKILL; returns when it is gone. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** One for all processes over a database that share a folder. */
    private static Path journal(Path port, String database) {
        return port.getParent().resolveSibling("journal-" + database.substring(database.lastIndexOf('/') + 1));
    }

    public static void main(String[] arguments) throws IOException {
        Map<String, String> settings = new HashMap<>();
        settings.put("server.host", "127.0.0.1");
        settings.put("server.port", "0");
        settings.put("admin.port", "0");
        settings.put("db.url", arguments[0]);
        settings.put("db.username", arguments[1]);
        settings.put("db.password", arguments[2]);
        settings.put("changes.url", "http://127.0.0.1:1");
        settings.put("changes.token", "changes-token");
        settings.put("keys.secret", RunningNewsletter.SECRET);
        settings.put("organisation.default-language", "en");
        settings.put("tokens.0.name", "operator");
        settings.put("tokens.0.sha256", Tokens.hash(RunningNewsletter.OPERATOR));
        settings.put("tokens.0.scopes.0", "operate");
        settings.put("editions.poll", "PT0.02S");
        settings.put("deliveries.late", "P10000D");
        settings.put("editions.batch", "100");
        settings.put("imports.lease", "PT2S");
        settings.put("imports.poll", "PT0.1S");
        settings.put(
                "journal.folder", journal(Path.of(arguments[4]), arguments[0]).toString());
        settings.put("preflight.checks", "built-in-mailbox");
        settings.put("smtp.host", "127.0.0.1");
        settings.put("smtp.port", arguments[3]);
        arguments[5]
                .lines()
                .forEach(line ->
                        settings.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1)));
        RunningService service = Main.start(Config.builder(ConfigSources.create(settings))
                .disableEnvironmentVariablesSource()
                .disableSystemPropertiesSource()
                .build());
        Runtime.getRuntime().addShutdownHook(new Thread(service::stop, "stop"));
        Path port = Path.of(arguments[4]);
        Path written = Files.writeString(port.resolveSibling("port.part"), service.port() + " " + service.adminPort());
        Files.move(written, port);
    }
}
