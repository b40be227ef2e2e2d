package barid.standalone;

import barid.kit.Await;
import barid.kit.TestJvm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Barid as a person runs it: a process of its own, with its output in a file. */
final class BaridProcess implements AutoCloseable {
    static final String TOKEN = "a-token-for-tests";

    private final Process process;
    private final Path output;

    private BaridProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** Starts it; {@code temporary} is where it makes its temporary folder. */
    static BaridProcess start(Path temporary, String... arguments) {
        try {
            Path output = Files.createTempFile(temporary, "output", ".txt");
            List<String> command = new ArrayList<>(List.of(
                    // A suite started in the background ignores SIGINT, and its children inherit that.
                    "env", "--default-signal=INT"));
            command.addAll(TestJvm.command(List.of("-Xmx512m", "-Djava.io.tmpdir=" + temporary)));
            command.add(Main.class.getName());
            command.addAll(List.of(arguments));
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
            Map<String, String> environment = builder.environment();
            environment.put("BARID_TOKEN", TOKEN);
            return new BaridProcess(builder.start(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    BaridProcess awaitReady() {
        Await.until("ready", Duration.ofSeconds(90), () -> {
            if (!process.isAlive()) {
                throw new IllegalStateException("it ended with " + process.exitValue() + ": " + output());
            }
            return output().lines().anyMatch(line -> line.startsWith("Ready"));
        });
        return this;
    }

    int exitCode() throws InterruptedException {
        if (!process.waitFor(120, TimeUnit.SECONDS)) {
            throw new AssertionError("it did not end: " + output());
        }
        return process.exitValue();
    }

    /** Sends a signal by its name: INT, TERM, KILL. */
    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
