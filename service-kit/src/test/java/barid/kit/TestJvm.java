package barid.kit;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** How tests start a JVM of their own: on the JDK and with the compiler and collector that the tests themselves have. */
public final class TestJvm {
    private TestJvm() {}

    /** The beginning of a command, to which the class and its arguments are added; the tests' class path comes after {@code first}. */
    public static List<String> command(List<String> options, String... first) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(TestJvm::isOfCompilerOrCollector)
                .forEach(command::add);
        command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(options);
        command.add("-cp");
        command.add(String.join(
                System.getProperty("path.separator"),
                Stream.concat(Stream.of(first), Stream.of(System.getProperty("java.class.path")))
                        .toList()));
        return command;
    }

    private static boolean isOfCompilerOrCollector(String argument) {
        return argument.startsWith("-XX:TieredStopAtLevel=")
                || (argument.startsWith("-XX:+Use") && argument.endsWith("GC"));
    }
}
