package barid.sending;

import io.helidon.config.Config;
import org.apache.commons.io.file.PathUtils;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/** What readers and mails take on disk, for the table of sizes. */
public final class SizingBenchmark {
    private static final int CONNECTIONS = 8;

    private SizingBenchmark() {}

    /**
     * Measures, and prints what it found.
     *
     * @param args the number of readers, unless it is 100000
     */
    public static void main(String[] args) throws Exception {
        int readers = args.length > 0 ? Integer.parseInt(args[0]) : 100_000;
        Path folder = Files.createTempDirectory("barid-sizing");
        try (Sink sink = new Sink();
                Edition edition = new Edition(folder.resolve("data"), readers)) {
            edition.send(sink.port(), CONNECTIONS, Config.empty(), true);
            long noted = bytes(folder.resolve("data/journal"));
            long log = edition.log();
            edition.send(sink.port(), CONNECTIONS, Config.empty(), true);
            double logged = edition.log() - log;
            noted = bytes(folder.resolve("data/journal")) - noted;
            Edition.Sizes sizes = edition.sizes();
            System.out.printf(
                    Locale.ROOT,
                    "of %,d: a reader %.0f bytes, a delivery %.0f; sending a mail: %.0f of the database's log, %.1f of the"
                            + " journal%n",
                    readers,
                    sizes.reader(),
                    sizes.delivery(),
                    logged / readers,
                    (double) noted / readers);
        } finally {
            PathUtils.deleteDirectory(folder);
        }
    }

    private static long bytes(Path folder) throws Exception {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }
}
