package barid.standalone;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** Nobody notices an alert that cannot fire, or that leads nowhere. */
class AlertRulesTest {
    private static final Path DOCS = Path.of("../docs");

    private static final Pattern METRIC =
            Pattern.compile("\\b(?:barid|up|cnpg|barman|kubelet|jvm)(?:_[a-z_]+)?(?=[\\s{)\\[])");

    private record Rule(String name, Set<String> metrics, String runbook) {}

    @Test
    void promtoolTakesTheRulesAndTheirTestsHold() throws Exception {
        Promtool check = Promtool.rules("check", DOCS, "alerts.yaml");
        assertThat(check.code()).as(check.output()).isZero();
        Promtool test = Promtool.rules("test", DOCS, "alerts-test.yaml");
        assertThat(test.code()).as(test.output()).isZero();
    }

    @Test
    void eachRuleFiresInOneTestAndNotInAnotherThatHasItsMetrics() throws IOException {
        List<String> tests = parts("\n  - name: ", "alerts-test.yaml");
        for (Rule rule : rules()) {
            String firing = "alertname=\"" + rule.name() + "\"";
            assertThat(tests).as(rule.name()).anyMatch(test -> test.contains(firing));
            assertThat(tests)
                    .as(rule.name())
                    .anyMatch(test -> !test.contains(firing)
                            && rule.metrics().stream()
                                    .allMatch(metric -> Pattern.compile("series: '" + metric + "\\b")
                                            .matcher(test)
                                            .find()));
        }
    }

    @Test
    void eachRuleLeadsToItsSectionOfARunbook() throws IOException {
        Map<String, Set<String>> anchors = new TreeMap<>();
        for (String page : List.of("docs/runbook.md", "docs/sending.md")) {
            anchors.put(page, anchors(Files.readString(DOCS.resolve("..").resolve(page))));
        }
        for (Rule rule : rules()) {
            String[] link = rule.runbook().split("#");
            assertThat(anchors).as(rule.name()).containsKey(link[0]);
            assertThat(anchors.get(link[0])).as(rule.name()).contains(link[1]);
            assertThat(Files.readString(DOCS.resolve("..").resolve(link[0]))).contains("(" + rule.name() + ")");
        }
    }

    @Test
    void eachMetricOfARuleIsInOneOfTheTables() throws IOException {
        Set<String> known = new TreeSet<>(List.of("up"));
        MetricsTable.read().forEach(row -> known.add(row.name()));
        known.addAll(Files.readAllLines(DOCS.resolve("platform-metrics.txt")));
        for (Rule rule : rules()) {
            assertThat(rule.metrics()).as(rule.name()).isNotEmpty().isSubsetOf(known);
        }
    }

    private static List<Rule> rules() throws IOException {
        List<Rule> rules = parts("- alert: ", "alerts.yaml").stream()
                .map(text -> new Rule(
                        text.lines().findFirst().orElseThrow(),
                        METRIC.matcher(between(text, "expr:", "\n        for:") + " ")
                                .results()
                                .map(MatchResult::group)
                                .collect(Collectors.toSet()),
                        between(text, "runbook_url: ", "\n")))
                .toList();
        assertThat(rules).hasSizeGreaterThan(20);
        return rules;
    }

    private static List<String> parts(String start, String file) throws IOException {
        return Stream.of(Files.readString(DOCS.resolve(file)).split(Pattern.quote(start)))
                .skip(1)
                .toList();
    }

    private static String between(String text, String start, String end) {
        int from = text.indexOf(start);
        assertThat(from).as("%s in %s", start, text).isNotNegative();
        return text.substring(from + start.length(), text.indexOf(end, from));
    }

    /** The anchors of a page's headings, as its readers on the web see them. */
    static Set<String> anchors(String page) {
        return page.lines()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("^#+ ", "")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9 _-]", "")
                        .replace(' ', '-'))
                .collect(Collectors.toSet());
    }
}
