package barid.standalone;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** What Prometheus itself thinks of rules. */
record Promtool(int code, String output) {
    /** Runs {@code promtool check rules FILE}, or {@code test rules FILE}, in {@code folder}. */
    static Promtool rules(String what, Path folder, String file) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("promtool", what, "rules", file)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Promtool(process.waitFor(), output);
    }
}
