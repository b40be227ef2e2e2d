package barid.standalone;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/** The samples of docs/one-machine.md lead where the services are. */
class SamplesTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    @Test
    void theProxyTakesEachPathOfTheIngressToItsServiceOnThisMachine() throws IOException {
        Map<String, Integer> ports = Map.of(
                "article-service", Ports.standard().articles(),
                "feed-service", Ports.standard().feeds(),
                "newsletter-service", Ports.standard().newsletter());
        Map<String, Integer> wanted = new TreeMap<>();
        Pattern.compile("path: (\\S+)\\s+pathType: \\w+\\s+backend:\\s+service:\\s+name: (\\S+)")
                .matcher(Files.readString(ROOT.resolve("k8s/components/ingress/ingress.yaml")))
                .results()
                .forEach(rule -> wanted.put(rule.group(1), ports.getOrDefault(rule.group(2), 0)));
        Map<String, Integer> sample = new TreeMap<>();
        Pattern.compile("location (?:= )?(\\S+)\\s+\\{ proxy_pass http://127\\.0\\.0\\.1:(\\d+); }")
                .matcher(Files.readString(ROOT.resolve("docs/samples/nginx.conf")))
                .results()
                // An ingress path takes what is below it along; nginx names that apart.
                .forEach(rule -> sample.put(rule.group(1).replaceAll("(?<=.)/$", ""), Integer.parseInt(rule.group(2))));
        assertThat(wanted).hasSize(6);
        assertThat(sample).isEqualTo(wanted);
    }

    @Test
    void theBackupIsMadeByWhoRunsBaridOfTheFolderThatItRunsOn() throws IOException {
        String running = Files.readString(ROOT.resolve("docs/samples/barid.service"));
        String backup = Files.readString(ROOT.resolve("docs/samples/barid-backup.service"));
        assertThat(running).contains("User=barid\n", "/opt/barid/barid --data /var/lib/barid/data ");
        assertThat(backup).contains("User=barid\n", "/opt/barid/barid --data /var/lib/barid/data backup ");
    }
}
