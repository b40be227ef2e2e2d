package barid.standalone;

import barid.kit.TestJvm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The programs of the three services, of one version.
 *
 * @param name as it stands in reports
 * @param commands of a service's name, the command up to its word
 */
record Software(String name, Function<String, List<String>> commands) {
    private static final List<String> HEAP = List.of("-Xmx192m", "-XX:+ExitOnOutOfMemoryError");

    /** What this build made. */
    static Software current() {
        return new Software("current", service -> {
            List<String> command = TestJvm.command(HEAP);
            command.add("barid." + service + ".Main");
            return command;
        });
    }

    /** The packaged jars of another checkout. */
    static Software packaged(String name, Path checkout) {
        return new Software(name, service -> {
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(
                    List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED"));
            command.addAll(HEAP);
            command.add("-jar");
            command.add(jar(checkout, service).toString());
            return command;
        });
    }

    /** The jar of a service in a checkout that was packaged. */
    static Path jar(Path checkout, String service) {
        try (Stream<Path> files = Files.list(checkout.resolve(service + "-service/target"))) {
            return files.filter(file ->
                            file.getFileName().toString().matches(service + "-service-[0-9.]+(-SNAPSHOT)?\\.jar"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no jar of " + service + " in " + checkout));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> command(String service) {
        return new ArrayList<>(commands.apply(service));
    }
}
