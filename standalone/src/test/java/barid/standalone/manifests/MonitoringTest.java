package barid.standalone.manifests;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** Production watches itself by the alerts and dashboards of docs, not by older copies of them. */
class MonitoringTest {
    private static final Path DOCS = Rendering.ROOT.resolve("docs");

    private final Rendering production = Rendering.of("production");

    @Test
    void theAlertsAreThoseOfTheDocs() {
        Node docs = Rendering.parse(Rendering.read(DOCS.resolve("alerts.yaml"))).getFirst();
        assertThat(production.find("PrometheusRule", "barid").at("spec").value())
                .as("run k8s/render")
                .isEqualTo(docs.value());
    }

    @Test
    void theDashboardsAreThoseOfTheDocsAndGrafanaFindsThem() throws IOException {
        Map<String, Object> docs = new TreeMap<>();
        try (Stream<Path> files = Files.list(DOCS.resolve("dashboards"))) {
            files.forEach(file -> docs.put(file.getFileName().toString(), Rendering.read(file)));
        }
        Node map = production.find("ConfigMap", "barid-dashboards");
        assertThat(map.at("data").value()).as("run k8s/render").isEqualTo(docs);
        assertThat(map.at("metadata", "labels", "grafana_dashboard").value()).isEqualTo("1");
    }

    @Test
    void postgresqlIsAskedForItsMetrics() {
        String cluster = production
                .find("PodMonitor", "postgres")
                .at("spec", "selector", "matchLabels", "cnpg.io/cluster")
                .text();
        assertThat(production.find("Cluster", cluster).name()).isEqualTo("postgres");
    }
}
