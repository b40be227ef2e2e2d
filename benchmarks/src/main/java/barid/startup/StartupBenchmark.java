package barid.startup;

import barid.standalone.Rehearsal;
import barid.standalone.ServiceProcess;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * Starts each service in turn without and with its AOT cache, on two cores and on one, against a migrated database; and says what
 * memory it then has, at rest and when it was read.
 */
public final class StartupBenchmark {
    /** As the images set them, for a container of 512 MiB. */
    private static final List<String> OPTIONS =
            List.of("-Xmx358m", "-XX:-UsePerfData", "--enable-native-access=ALL-UNNAMED");

    private static final int REQUESTS = 500;
    private static final int READERS = 8;

    private final Rehearsal rehearsal;
    private final Path folder;
    private final int pairs;

    private StartupBenchmark(Rehearsal rehearsal, Path folder, int pairs) {
        this.rehearsal = rehearsal;
        this.folder = folder;
        this.pairs = pairs;
    }

    private record Starts(List<Double> milliseconds, List<Long> memory) {
        Starts() {
            this(new ArrayList<>(), new ArrayList<>());
        }

        void add(ServiceProcess process) throws IOException {
            milliseconds.add(process.ready().toNanos() / 1e6);
            memory.add(process.memory());
        }

        double median() {
            Collections.sort(milliseconds);
            return milliseconds.get(milliseconds.size() / 2);
        }

        long mebibytes() {
            Collections.sort(memory);
            return memory.get(memory.size() / 2);
        }
    }

    /**
     * Measures, and prints what it found.
     *
     * @param args the number of pairs, unless it is 5; then services, unless it is all: article, feed, newsletter
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        int pairs = args.length == 0 ? 5 : Integer.parseInt(args[0]);
        List<String> services = args.length > 1 ? List.of(args).subList(1, args.length) : Rehearsal.SERVICES;
        Path folder = Files.createTempDirectory("barid-startup");
        try (Rehearsal rehearsal = Rehearsal.open()) {
            System.out.printf(
                    "%-20s %5s %12s %12s %6s %10s %10s %10s%n",
                    "medians of " + pairs, "cores", "without, ms", "with, ms", "ratio", "MiB", "MiB, with", "read");
            for (String service : services) {
                new StartupBenchmark(rehearsal, folder, pairs).measure(service);
            }
        }
        System.exit(0);
    }

    private void measure(String service) throws IOException, InterruptedException {
        Path jar = Path.of(service + "-service", "target", service + "-service-0.1.0.jar")
                .toAbsolutePath();
        Path cache = folder.resolve(service + ".aot");
        rehearsal.train(service, jar, cache, command("0-1", List.of()));
        for (String cores : List.of("0-1", "0")) {
            Starts without = new Starts();
            Starts with = new Starts();
            for (int pair = 0; pair < pairs; pair++) {
                start(service, jar, command(cores, List.of()), without);
                start(service, jar, command(cores, List.of("-XX:AOTCache=" + cache)), with);
            }
            System.out.printf(
                    Locale.ROOT,
                    "%-20s %5s %12.0f %12.0f %6.2f %10d %10d %10d%n",
                    service + "-service",
                    cores.equals("0") ? "1" : "2",
                    without.median(),
                    with.median(),
                    with.median() / without.median(),
                    without.mebibytes(),
                    with.mebibytes(),
                    memoryWhenRead(service, jar, command(cores, List.of("-XX:AOTCache=" + cache))));
        }
        Files.delete(cache);
    }

    private void start(String service, Path jar, List<String> java, Starts starts)
            throws IOException, InterruptedException {
        try (ServiceProcess process = rehearsal.start(service, jar, java)) {
            starts.add(process);
        }
    }

    /** Resident MiB after some thousand requests of readers. */
    private long memoryWhenRead(String service, Path jar, List<String> java) throws IOException, InterruptedException {
        try (ServiceProcess process = rehearsal.start(service, jar, java)) {
            process.beRead(REQUESTS, READERS);
            return process.memory();
        }
    }

    private static List<String> command(String cores, List<String> more) {
        List<String> command = new ArrayList<>(List.of("taskset", "-c", cores));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(OPTIONS);
        command.addAll(more);
        return command;
    }
}
