package barid.sending;

import io.helidon.config.Config;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Sends an edition from the durable ledger into Postfix's smtp-sink, in turn with its smtp-source (the wire's limit), Angus as it is
 * commonly used, and nodemailer's pool; all on one machine, which the sink and the database share.
 */
public final class SendingBenchmark {
    private static final int ROUNDS = 3;
    private static final int CONNECTIONS = 8;

    private final Path folder;
    private final Map<String, Config> signing = new LinkedHashMap<>();

    private SendingBenchmark(Path folder) throws GeneralSecurityException, IOException {
        this.folder = folder;
        String rsa = pem("RSA", 2048);
        String ed25519 = pem("Ed25519", 255);
        Files.writeString(rsaFile(), rsa);
        signing.put("Barid, unsigned", Config.empty());
        signing.put("Barid, Ed25519", keys(Map.of("ed25519", ed25519)));
        signing.put("Barid, RSA-2048 and Ed25519", keys(Map.of("rsa", rsa, "ed25519", ed25519)));
    }

    private Path rsaFile() {
        return folder.resolve("rsa.pem");
    }

    private static Config keys(Map<String, String> pems) {
        Map<String, String> settings = new LinkedHashMap<>();
        int n = 0;
        for (Map.Entry<String, String> pem : pems.entrySet()) {
            settings.put("keys." + n + ".selector", pem.getKey());
            settings.put("keys." + n + ".algorithm", pem.getKey());
            settings.put("keys." + n + ".private-key", pem.getValue());
            n++;
        }
        return Edition.config(settings);
    }

    private static String pem(String algorithm, int size) throws GeneralSecurityException {
        KeyPairGenerator pairs = KeyPairGenerator.getInstance(algorithm);
        pairs.initialize(size);
        return "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(pairs.generateKeyPair().getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
    }

    /**
     * Measures, and prints what it found.
     *
     * @param args the number of readers, unless it is 30000; beyond 100000 only that many against 10000, by us
     */
    public static void main(String[] args) throws Exception {
        int readers = args.length > 0 ? Integer.parseInt(args[0]) : 30_000;
        Path folder = Files.createTempDirectory("barid-sending");
        try (Sink sink = new Sink()) {
            SendingBenchmark benchmark = new SendingBenchmark(folder);
            if (readers > 100_000) {
                benchmark.scale(sink, readers);
            } else {
                benchmark.sideBySide(sink, readers);
            }
        } finally {
            delete(folder);
        }
    }

    private void sideBySide(Sink sink, int readers) throws Exception {
        try (Edition edition = new Edition(folder.resolve("data"), readers)) {
            int bytes = edition.bytes();
            System.out.printf(
                    Locale.ROOT, "mails of %,d bytes, %,d readers, %d rounds in turn%n", bytes, readers, ROUNDS);
            System.out.println(Run.heading());
            Others others = new Others(sink.port(), bytes, folder);
            edition.send(sink.port(), CONNECTIONS, signing.values().iterator().next(), true);
            Map<String, List<Run>> runs = new LinkedHashMap<>();
            for (int round = 0; round < ROUNDS; round++) {
                add(runs, "smtp-source", others.source(CONNECTIONS, 2 * readers));
                for (Map.Entry<String, Config> way : signing.entrySet()) {
                    add(runs, way.getKey(), edition.send(sink.port(), CONNECTIONS, way.getValue(), true));
                }
                add(
                        runs,
                        "Barid, unsigned, by Angus alone",
                        edition.send(
                                sink.port(),
                                CONNECTIONS,
                                signing.values().iterator().next(),
                                false));
                add(runs, "Angus, as commonly used", others.angus(CONNECTIONS, 1_000));
                addIfThere(runs, "nodemailer", others.nodemailer(CONNECTIONS, 3_000, Optional.empty()));
                addIfThere(runs, "nodemailer, RSA-2048", others.nodemailer(CONNECTIONS, 3_000, Optional.of(rsaFile())));
            }
            double limit = Run.median(runs.getOrDefault("smtp-source", List.of()), Run::rate);
            runs.forEach((sender, its) -> System.out.println(Run.line(sender, CONNECTIONS, its, limit)));
            for (int connections : new int[] {1, 4, 16}) {
                Run source = others.source(connections, 2 * readers);
                System.out.println(Run.line("smtp-source", connections, List.of(source), source.rate()));
                for (Map.Entry<String, Config> way : signing.entrySet()) {
                    Run run = edition.send(sink.port(), connections, way.getValue(), true);
                    System.out.println(Run.line(way.getKey(), connections, List.of(run), source.rate()));
                }
            }
        }
    }

    private static void add(Map<String, List<Run>> runs, String sender, Run run) {
        runs.computeIfAbsent(sender, name -> new ArrayList<>()).add(run);
    }

    private static void addIfThere(Map<String, List<Run>> runs, String sender, Optional<Run> run) {
        run.ifPresent(one -> add(runs, sender, one));
    }

    /** Many readers against few: what a mail costs must not grow. */
    private void scale(Sink sink, int many) throws Exception {
        System.out.println(Run.heading());
        Run few = scale(sink, 10_000, "few");
        Run all = scale(sink, many, "many");
        System.out.printf(
                Locale.ROOT,
                "a mail of %,d costs %.2f times the processor time of one of 10,000 (limit 1.2)%n",
                many,
                all.cpuMicros() / few.cpuMicros());
    }

    private Run scale(Sink sink, int readers, String name) throws Exception {
        try (Edition edition = new Edition(folder.resolve(name), readers)) {
            Config unsigned = signing.values().iterator().next();
            List<Run> runs = new ArrayList<>();
            // The first few warm up.
            for (int round = 0; round < (readers > 100_000 ? 1 : 6); round++) {
                runs.add(edition.send(sink.port(), CONNECTIONS, unsigned, true));
            }
            List<Run> last = runs.subList(runs.size() / 2, runs.size());
            System.out.println(
                    Run.line(String.format(Locale.ROOT, "Barid, %,d readers", readers), CONNECTIONS, last, 1));
            return last.get(last.size() / 2);
        }
    }

    /** Processor time of this process so far. */
    static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    static void forgetHeap() {
        pools().forEach(MemoryPoolMXBean::resetPeakUsage);
    }

    /** The most that was live after a collection, or the most that was in use where none ran; MiB. */
    static long heap() {
        return pools().stream()
                        .map(pool ->
                                pool.getCollectionUsage() == null ? pool.getPeakUsage() : pool.getCollectionUsage())
                        .mapToLong(MemoryUsage::getUsed)
                        .sum()
                >> 20;
    }

    private static List<MemoryPoolMXBean> pools() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .toList();
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
