package barid.newsletter.imports;

import barid.kit.db.DatabaseSettings;
import barid.kit.db.TestPostgres;
import barid.newsletter.Rows;
import barid.newsletter.RunningNewsletter;
import barid.newsletter.SmtpSink;
import barid.newsletter.TestFeed;
import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Clock;
import java.util.List;
import java.util.Map;

import static barid.newsletter.imports.ImportFiles.counts;
import static org.assertj.core.api.Assertions.assertThat;

@Timeout(60)
class ExportIT {
    private static final String EXPORT = "/newsletter/api/subscribers.csv";
    private static final Map<String, String> QUICK = Map.of("imports.poll", "PT0.02S");

    @Test
    void whatIsTakenOutIsSafeToOpenAndIsTakenBackAsItWas() {
        DatabaseSettings database = TestPostgres.create("newsletter", true);
        DatabaseSettings other = TestPostgres.create("newsletter", true);
        String out;
        List<String> before;
        try (TestFeed feed = new TestFeed();
                SmtpSink sink = new SmtpSink();
                RunningNewsletter newsletter =
                        new RunningNewsletter(database, feed.url(), sink.port(), Clock.systemUTC(), QUICK)) {
            ImportFiles files = new ImportFiles(newsletter);
            files.take("languages=en", """
                    email,languages,cadence,hour,zone
                    =cmd@example.net,ar fr,immediate,9,Europe/Paris
                    +plus@example.net,en,daily,7,UTC
                    ''=both@example.net,en,daily,7,UTC
                    plain@example.net,fr,daily,0,Africa/Cairo
                    """);
            Rows rows = new Rows(database);
            rows.execute("UPDATE subscriber SET state = 'unsubscribed' WHERE email = 'plain@example.net'");
            before = readers(rows);

            assertThat(newsletter.get(EXPORT).statusCode()).isEqualTo(401);
            assertThat(files.get(EXPORT + "?state=nonsense").statusCode()).isEqualTo(422);
            out = files.get(EXPORT).body();
            assertThat(out)
                    .startsWith("\ufeffemail,languages,topics,cadence,hour,day,zone,state,consented\r\n")
                    .contains("\r\n'=cmd@example.net,ar fr,,immediate,9,", "\r\n'+plus@", "\r\n''=both@")
                    .contains("\r\nplain@example.net,fr,,daily,0,1,Africa/Cairo,unsubscribed,");
            assertThat(out.lines().skip(1).map(line -> line.charAt(0)))
                    .allMatch(first -> first == '\'' || first == 'p');

            assertThat(files.get(EXPORT + "?language=ar").body().lines()).hasSize(2);
            assertThat(files.get(EXPORT + "?cadence=daily&state=confirmed")
                            .body()
                            .lines())
                    .hasSize(3);
            assertThat(rows.strings("SELECT who || ' ' || readers FROM reader_export ORDER BY at"))
                    .containsExactly("operator 4", "operator 1", "operator 2");
        }
        try (TestFeed feed = new TestFeed();
                SmtpSink sink = new SmtpSink();
                RunningNewsletter newsletter =
                        new RunningNewsletter(other, feed.url(), sink.port(), Clock.systemUTC(), QUICK)) {
            JsonNode job = new ImportFiles(newsletter).take("languages=en", out);
            assertThat(counts(job)).isEqualTo("taken=3 left=1");
            assertThat(readers(new Rows(other)))
                    .isEqualTo(before.stream()
                            .filter(reader -> !reader.startsWith("plain"))
                            .toList());
        }
    }

    private static List<String> readers(Rows rows) {
        return rows.strings("""
                SELECT concat_ws('|', s.email, p.languages, p.topics, p.cadence, p.hour, p.day, p.zone)
                FROM subscriber s JOIN subscription p ON p.subscriber = s.id ORDER BY s.email COLLATE "C\"""");
    }
}
