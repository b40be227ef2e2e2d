package barid.standalone;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/** The README's walk does what it says. */
class ReadmeIT {
    private static final Pattern WALK = Pattern.compile("<!-- walk[^\\n]*\\n```bash\\n(.*?)```", Pattern.DOTALL);

    @TempDir
    private Path folder;

    @Test
    void theCurlWalkWorksAsPrinted() throws Exception {
        Matcher walk = WALK.matcher(Files.readString(Path.of("..", "README.md")));
        assertThat(walk.find()).isTrue();
        try (RunningBarid barid = RunningBarid.start(false)) {
            String script = walk.group(1)
                    .replace(
                            "http://localhost:8081",
                            barid.installation.articles().toString())
                    .replace("http://localhost:8082", barid.installation.feeds().toString())
                    .replace(
                            "http://localhost:8083",
                            barid.installation.newsletter().toString())
                    .replace(
                            "http://localhost:8084",
                            barid.installation.mailboxPage().toString())
                    .replace("try-me", barid.installation.token());
            Path output = folder.resolve("output");
            Process bash = new ProcessBuilder("bash", "-c", script)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            assertThat(bash.waitFor(120, TimeUnit.SECONDS)).isTrue();
            assertThat(Files.readString(output).lines())
                    .as(Files.readString(output))
                    .contains(
                            "{}",
                            "published: 200",
                            "atom: 1 line with the title",
                            "rss: 1 line with the title",
                            "withdrawn: 200",
                            "atom: 0 lines with the title",
                            "rss: 0 lines with the title",
                            "tombstone: 1",
                            "page: 410")
                    .anyMatch(line -> line.matches("confirmed: (2..|303)"))
                    .anyMatch(line -> line.matches("unsubscribed: 2.."))
                    .anyMatch(line -> line.startsWith("page: 1 headline at http"))
                    .anyMatch(line -> line.matches("(?i)Message-ID: *<.*>"));
        }
    }
}
