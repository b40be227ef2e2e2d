package barid.standalone;

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
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * One instance of a service in a process of its own. All settings are in its environment, which every release of the
 * software reads.
 */
final class ServiceInstance implements AutoCloseable {
    private static final long LIMIT_SECONDS = 120;

    private final String name;
    private final Process process;
    private final int port;
    private final int adminPort;
    private final Path log;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private ServiceInstance(String name, Process process, int port, int adminPort, Path log) {
        this.name = name;
        this.process = process;
        this.port = port;
        this.adminPort = adminPort;
        this.log = log;
    }

    /** Starts {@code software}; it is not ready yet. Its log is a new file in {@code folder}. */
    static ServiceInstance run(Software software, String service, Map<String, String> settings, Path folder)
            throws IOException {
        Ports ports = Ports.free();
        Map<String, String> all = new TreeMap<>(settings);
        all.put("server.host", "127.0.0.1");
        all.put("server.port", Integer.toString(ports.articles()));
        all.put("admin.port", Integer.toString(ports.articlesAdmin()));
        Path log = Files.createTempFile(folder, service + "-" + software.name() + "-", ".log");
        Process process = start(software, service, "run", all, log);
        return new ServiceInstance(
                service + " " + software.name(), process, ports.articles(), ports.articlesAdmin(), log);
    }

    /** Runs the command {@code migrate}, as each pod does before its service; returns when it succeeded. */
    static void migrate(Software software, String service, Map<String, String> settings, Path folder)
            throws IOException, InterruptedException {
        Path log = Files.createTempFile(folder, service + "-migrate-", ".log");
        Process process = start(software, service, "migrate", settings, log);
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException(service + ": migrate of " + software.name() + " failed:\n" + Files.readString(log));
        }
    }

    private static Process start(Software software, String service, String word, Map<String, String> settings, Path log)
            throws IOException {
        List<String> command = software.command(service);
        command.add(word);
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(settings);
        return builder.start();
    }

    int port() {
        return port;
    }

    /** Whether the probe of readiness succeeds. */
    boolean isReady() {
        try {
            return http.send(
                                            HttpRequest.newBuilder(URI.create(
                                                            "http://127.0.0.1:" + adminPort + "/observe/health/ready"))
                                                    .timeout(Duration.ofSeconds(3))
                                                    .build(),
                                            HttpResponse.BodyHandlers.discarding())
                                    .statusCode()
                            / 100
                    == 2;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** SIGTERM; returns when the process has gone. */
    void terminate() throws InterruptedException {
        process.destroy();
        awaitExit();
    }

    /** The exit code, when it ends by itself. */
    int awaitExit() throws InterruptedException {
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError(name + " did not end: " + output());
        }
        return process.exitValue();
    }

    /** Everything that it said. */
    String output() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return name;
    }

    @Override
    public void close() {
        http.shutdownNow();
        process.destroyForcibly();
    }
}
