package barid.feed.websub;

import barid.feed.Main;
import barid.feed.Organisations;
import barid.kit.Await;
import barid.kit.TestJvm;
import barid.kit.service.RunningService;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;

/** feed-service in a process of its own, to be killed. */
final class FeedProcess implements AutoCloseable {
    private final Process process;

    private FeedProcess(Process process) {
        this.process = process;
    }

    /** Returns when it serves; {@code folder} keeps its configuration and its output. */
    static FeedProcess start(Map<String, String> configuration, Path folder) throws IOException {
        Path settings = folder.resolve("settings");
        Path ready = folder.resolve("ready");
        Properties properties = new Properties();
        properties.putAll(configuration);
        try (Writer writer = Files.newBufferedWriter(settings)) {
            properties.store(writer, null);
        }
        List<String> command = TestJvm.command(List.of("-Xmx512m"));
        command.addAll(List.of(FeedProcess.class.getName(), settings.toString(), ready.toString()));
        FeedProcess started = new FeedProcess(new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .start());
        Await.until("the process serves", Duration.ofSeconds(60), () -> Files.exists(ready));
        return started;
    }

    /** SIGKILL; returns when it is gone. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    public static void main(String[] arguments) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of(arguments[0]))) {
            properties.load(reader);
            RunningService service = Main.start(Organisations.config(properties.stringPropertyNames().stream()
                    .collect(Collectors.toMap(name -> name, properties::getProperty))));
            Files.writeString(Path.of(arguments[1]), Integer.toString(service.port()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
