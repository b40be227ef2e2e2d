package barid.standalone;

import barid.kit.http.Json;
import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** A panel that asks for a metric which nobody exposes is empty, and an empty panel looks like a quiet night. */
class DashboardsTest {
    private static final Path DOCS = Path.of("../docs");

    /** What stands in an expression and is no metric: strings, ranges, lists of labels after these words. */
    private static final Pattern NO_METRIC = Pattern.compile(
            "\"[^\"]*\"|\\[[^]]*]|\\{[^}]*}|\\b(?:by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)");

    /** A word that is neither called as a function nor an operator. */
    private static final Pattern WORD = Pattern.compile("\\b[a-zA-Z_:][\\w:]*+(?!\\s*\\()");

    private static final Set<String> OPERATORS = Set.of(
            "and",
            "or",
            "unless",
            "bool",
            "by",
            "without",
            "on",
            "ignoring",
            "sum",
            "min",
            "max",
            "avg",
            "count",
            "offset");

    @TempDir
    Path folder;

    @Test
    void eachMetricOfAPanelIsInOneOfTheTables() throws IOException {
        Map<String, JsonNode> dashboards = dashboards();
        int asked = 0;
        for (Map.Entry<String, JsonNode> dashboard : dashboards.entrySet()) {
            for (String expression : expressions(dashboard.getValue())) {
                assertThat(metrics(expression))
                        .as("%s: %s", dashboard.getKey(), expression)
                        .isNotEmpty();
                asked++;
            }
            assertThat(unknown(dashboard.getKey(), dashboard.getValue()))
                    .as(dashboard.getKey())
                    .isEmpty();
        }
        System.out.println(dashboards.size() + " dashboards ask " + asked + " questions of Prometheus");
    }

    @Test
    void aMetricMisspeltIsNoticed() throws IOException {
        String feeds = Files.readString(DOCS.resolve("dashboards/feeds.json"));
        assertThat(unknown(
                        "feeds.json",
                        Json.MAPPER.readTree(feeds.replace("barid_feeds_backlog", "barid_feeds_backlogs"))))
                .containsExactly("barid_feeds_backlogs");
        assertThat(unknown(
                        "feeds.json",
                        Json.MAPPER.readTree(feeds.replace(
                                "label_values(barid_feeds_age_seconds", "label_values(barid_feed_age_seconds"))))
                .containsExactly("barid_feed_age_seconds");
        assertThat(unknown(
                        "feeds.json",
                        Json.MAPPER.readTree(
                                feeds.replace("barid_feeds_renders_seconds_count", "barid_feeds_backlog_count"))))
                .containsExactly("barid_feeds_backlog_count");
        String postgresql = Files.readString(DOCS.resolve("dashboards/postgresql.json"));
        assertThat(unknown(
                        "postgresql.json",
                        Json.MAPPER.readTree(postgresql.replace("cnpg_backends_total", "cnpg_backend_total"))))
                .containsExactly("cnpg_backend_total");
        assertThat(unknown("feeds.json", Json.MAPPER.readTree(postgresql))).contains("cnpg_backends_total");
    }

    @Test
    void promtoolTakesEveryQuestion() throws Exception {
        StringBuilder rules = new StringBuilder("groups:\n  - name: dashboards\n    rules:\n");
        for (JsonNode dashboard : dashboards().values()) {
            for (String expression : expressions(dashboard)) {
                rules.append("      - record: asked:")
                        .append(rules.length())
                        .append("\n        expr: '")
                        .append(substituted(expression).replace("'", "''"))
                        .append("'\n");
            }
        }
        assertThat(rules.toString()).doesNotContain("$");
        assertThat(promtool(rules.toString())).contains("SUCCESS");
        assertThat(promtool(rules.toString().replace("max by (job)", "max by job")))
                .contains("FAILED");
    }

    @Test
    void eachDashboardHasANameOfItsOwnAndLetsTheReaderChooseSourceAndNamespace() throws IOException {
        Map<String, JsonNode> dashboards = dashboards();
        assertThat(dashboards.keySet())
                .containsExactly("feeds.json", "newsletter.json", "postgresql.json", "publishing.json");
        Set<String> uids = new HashSet<>();
        Set<String> titles = new HashSet<>();
        dashboards.forEach((file, dashboard) -> {
            assertThat(uids.add(dashboard.path("uid").asText())).as(file).isTrue();
            assertThat(titles.add(dashboard.path("title").asText())).as(file).isTrue();
            assertThat(dashboard.path("uid").asText()).as(file).isEqualTo("barid-" + file.replace(".json", ""));
            assertThat(dashboard.has("id")).as(file).isFalse();
            assertThat(dashboard.at("/templating/list").findValuesAsText("name"))
                    .as(file)
                    .startsWith("datasource", "namespace", "documentation");
            assertThat(dashboard.findValues("datasource").stream()
                            .map(source -> source.path("uid").asText())
                            .collect(Collectors.toSet()))
                    .as(file)
                    .containsExactly("${datasource}");
        });
    }

    @Test
    void eachPanelSaysWhatToDoInWhichUnitAndWhereToReadMore() throws IOException {
        for (Map.Entry<String, JsonNode> dashboard : dashboards().entrySet()) {
            Set<String> titles = new HashSet<>();
            boolean series = false;
            for (JsonNode panel : dashboard.getValue().path("panels")) {
                String as = dashboard.getKey() + ": " + panel.path("title").asText();
                assertThat(titles.add(panel.path("title").asText())).as(as).isTrue();
                assertThat(panel.path("description").asText()).as(as).hasSizeGreaterThan(20);
                assertThat(panel.at("/fieldConfig/defaults/unit").asText())
                        .as(as)
                        .isNotEmpty();
                String[] link = panel.at("/links/0/url")
                        .asText()
                        .replace("${documentation}/", "")
                        .split("#", 2);
                assertThat(AlertRulesTest.anchors(
                                Files.readString(DOCS.resolve("..").resolve(link[0]))))
                        .as(as)
                        .contains(link[1]);
                boolean stat = panel.path("type").asText().equals("stat");
                assertThat(stat && series).as("%s stands below a series", as).isFalse();
                series = !stat;
                assertThat(panel.at("/fieldConfig/defaults/thresholds/steps").isEmpty() && stat)
                        .as(as)
                        .isFalse();
            }
            assertThat(titles).as(dashboard.getKey()).hasSizeGreaterThan(10);
        }
    }

    private static Map<String, JsonNode> dashboards() throws IOException {
        Map<String, JsonNode> dashboards = new TreeMap<>();
        try (Stream<Path> files = Files.list(DOCS.resolve("dashboards"))) {
            for (Path file : files.toList()) {
                dashboards.put(file.getFileName().toString(), Json.MAPPER.readTree(file.toFile()));
            }
        }
        return dashboards;
    }

    private static List<String> expressions(JsonNode dashboard) {
        return dashboard.findValuesAsText("expr");
    }

    /** The metrics that a dashboard, its variables included, asks for and that no table has. */
    private static Set<String> unknown(String file, JsonNode dashboard) throws IOException {
        List<String> asked = new ArrayList<>(expressions(dashboard));
        dashboard.at("/templating/list").findValuesAsText("definition").stream()
                .map(values -> values.replaceFirst("^label_values\\((\\w+), \\w+\\)$", "$1"))
                .forEach(asked::add);
        Set<String> known = known(file);
        return asked.stream()
                .flatMap(expression -> metrics(expression).stream())
                .filter(metric -> !known.contains(metric))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> known(String file) throws IOException {
        Set<String> known = new TreeSet<>(List.of("up"));
        for (MetricsTable.Row row : MetricsTable.read()) {
            known.add(row.name());
            if (row.type().equals("summary") || row.type().equals("histogram")) {
                known.add(row.name() + "_count");
                known.add(row.name() + "_sum");
            }
            if (row.type().equals("histogram")) {
                known.add(row.name() + "_bucket");
            }
        }
        if (file.equals("postgresql.json")) {
            known.addAll(Files.readAllLines(DOCS.resolve("platform-metrics.txt")));
            known.addAll(Files.readAllLines(DOCS.resolve("cloudnativepg-metrics.txt")));
        }
        return known;
    }

    private static Set<String> metrics(String expression) {
        return WORD.matcher(NO_METRIC.matcher(expression).replaceAll(" "))
                .results()
                .map(MatchResult::group)
                .filter(word -> !OPERATORS.contains(word))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String substituted(String expression) {
        return expression.replace("$__rate_interval", "2m").replace("$namespace", "barid");
    }

    private String promtool(String rules) throws IOException, InterruptedException {
        Files.writeString(folder.resolve("dashboards.yaml"), rules);
        return Promtool.rules("check", folder, "dashboards.yaml").output();
    }
}
