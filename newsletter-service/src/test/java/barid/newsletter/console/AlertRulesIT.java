package barid.newsletter.console;

import barid.kit.Await;
import barid.kit.db.DatabaseSettings;
import barid.kit.db.TestPostgres;
import barid.newsletter.Rows;
import barid.newsletter.RunningNewsletter;
import barid.newsletter.SmtpSink;
import barid.newsletter.TestFeed;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

/** An alert on a metric that nobody exports never fires, and nobody notices. */
class AlertRulesIT {
    private static final Path DOCS = Path.of("../docs");

    @Test
    void eachMetricOfTheAlertsIsExported() throws IOException {
        String rules = group("barid-newsletter", Files.readString(DOCS.resolve("alerts.yaml")));
        Set<String> named = found("\\bbarid_[a-z_]+\\b", rules);
        assertThat(named).hasSizeGreaterThan(5);
        Set<String> labelled = found("barid_[a-z_]+\\{[a-z]+=\"[a-z]+\"", rules);
        DatabaseSettings database = TestPostgres.create("newsletter", true);
        new Rows(database).execute("INSERT INTO lane (name, stopped_at) VALUES ('gmail.com', now())");
        try (TestFeed feed = new TestFeed();
                SmtpSink sink = new SmtpSink();
                RunningNewsletter newsletter = new RunningNewsletter(
                        database,
                        feed.url(),
                        sink.port(),
                        Clock.systemUTC(),
                        Map.of(
                                "bounces.host",
                                "127.0.0.1",
                                "bounces.port",
                                "1",
                                "bounces.user",
                                "u",
                                "bounces.password",
                                "p"))) {
            Await.until("each is exported", () -> exported(newsletter.metrics()).containsAll(named));
            String metrics = newsletter.metrics();
            assertThat(labelled)
                    .allMatch(series -> Pattern.compile(series.replace("{", "\\{(?:.*,)?"))
                            .matcher(metrics)
                            .find());
            assertThat(metrics).contains("barid_lanes_stopped{lane=\"gmail.com\"");
        }
    }

    private static String group(String name, String rules) {
        String from = rules.substring(rules.indexOf("- name: " + name + "\n") + 1);
        int end = from.indexOf("- name: ", 1);
        return end < 0 ? from : from.substring(0, end);
    }

    private static Set<String> exported(String metrics) {
        return found("(?m)^barid_[a-z_]+", metrics);
    }

    private static Set<String> found(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toSet());
    }
}
