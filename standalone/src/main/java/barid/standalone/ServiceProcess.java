package barid.standalone;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** One service in a process of its own. */
public final class ServiceProcess implements AutoCloseable {
    /** What readers ask of each service. */
    private static final Map<String, List<String>> ASKED = Map.of(
            "article", List.of("/en", "/ar", "/fr/search?q=eau", "/api/topics"),
            "feed", List.of("/feeds", "/feeds/en/articles.atom", "/feeds/ar/articles.rss", "/feeds/fr/articles.json"),
            "newsletter", List.of("/newsletter/en/editions", "/newsletter/ar/editions", "/newsletter/fr"));

    /** A service that begins answers slowly: asked more often it would be busy with that. */
    private static final Duration ASK_EVERY = Duration.ofMillis(20);

    private static final Duration LONG = Duration.ofMinutes(2);

    private final Process process;
    private final List<String> asked;
    private final int port;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private Duration ready = Duration.ZERO;

    private ServiceProcess(Process process, List<String> asked, int port) {
        this.process = process;
        this.asked = asked;
        this.port = port;
    }

    static ServiceProcess start(
            String service, Path jar, List<String> java, Path settings, int port, int adminPort, Path log)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(java);
        command.addAll(List.of("-jar", jar.toString(), "run"));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("BARID_CONFIG", settings.toString());
        long began = System.nanoTime();
        ServiceProcess started = new ServiceProcess(builder.start(), ASKED.getOrDefault(service, List.of()), port);
        while (!started.answers(adminPort)) {
            long waited = System.nanoTime() - began;
            if (!started.process.isAlive() || waited > LONG.toNanos()) {
                started.process.destroyForcibly();
                throw new IOException(service + "-service is not ready:\n" + Files.readString(log));
            }
            TimeUnit.MILLISECONDS.sleep(ASK_EVERY.toMillis());
        }
        started.ready = Duration.ofNanos(System.nanoTime() - began);
        return started;
    }

    private boolean answers(int adminPort) throws InterruptedException {
        try {
            return get(adminPort, "/observe/health/ready") / 100 == 2;
        } catch (IOException e) {
            return false;
        }
    }

    /** Asks for what its readers ask most, so many times from so many readers at once. */
    public void beRead(int times, int readers) throws IOException, InterruptedException {
        List<Callable<Void>> all = Collections.nCopies(readers, () -> {
            for (int time = 0; time < times; time++) {
                for (String path : asked) {
                    int status = get(path);
                    if (status >= 400) {
                        throw new IOException("it answers " + status + " to " + path);
                    }
                }
            }
            return null;
        });
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Void> one : threads.invokeAll(all)) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
    }

    /** Asks for {@code path}; returns the status. */
    public int get(String path) throws IOException, InterruptedException {
        return get(port, path);
    }

    private int get(int at, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + at + path))
                .timeout(Duration.ofSeconds(10))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    /** From the start of the process to the first answer that it is ready. */
    public Duration ready() {
        return ready;
    }

    /** Resident memory in MiB (Linux). */
    public long memory() throws IOException {
        return kilobytes(process.toHandle()) / 1024;
    }

    /** Resident memory of any process, in units of 1,024 bytes (Linux). */
    public static long kilobytes(ProcessHandle process) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", ""));
            }
        }
        return 0;
    }

    /** Stops it as Kubernetes does, and waits until it has gone; a JVM that writes a cache takes seconds for that. */
    @Override
    public void close() {
        // A kept connection would be waited for.
        http.shutdownNow();
        process.destroy();
        try {
            if (process.waitFor(LONG.toSeconds(), TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }
}
