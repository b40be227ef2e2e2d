package barid.article.schedule;

import barid.article.TestArticles;
import barid.kit.Await;
import barid.kit.db.DatabaseSettings;
import barid.kit.db.TestPostgres;
import barid.kit.db.TestRows;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** Three processes over one database, one of them killed in the midst of publishing. */
class ThreeProcessesIT {
    private static final int ARTICLES = 12;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final DatabaseSettings database = TestPostgres.create("article", false);
    private final TestRows rows = new TestRows(database);

    private static String path(String id) {
        return "/api/articles/" + id + "/translations/en";
    }

    private static String create(Instance instance, String title) throws IOException {
        HttpResponse<String> answer = instance.post("/api/articles", TestArticles.text("en", title));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return JSON.readTree(answer.body()).get("id").asText();
    }

    private static void publish(Instance instance, String id, String json) {
        HttpResponse<String> answer = instance.post(path(id) + "/publish", json);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    @Test
    void oneKilledAtTheInstantDelaysNothingAndDoublesNothing(@TempDir Path folder) throws Exception {
        try (Instance first = Instance.start(folder.resolve("1"), database);
                Instance second = Instance.start(folder.resolve("2"), database);
                Instance third = Instance.start(folder.resolve("3"), database)) {
            for (Instance instance : List.of(first, second, third)) {
                // each has published once, so that none loads classes at the instant
                publish(instance.awaitReady(), create(instance, "Before"), "{}");
            }
            Instant began = Instant.now();
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < ARTICLES; i++) {
                ids.add(create(first, "Together " + i));
            }
            // long enough to schedule all of them, which takes about as long as to create them
            Duration enough =
                    Duration.between(began, Instant.now()).multipliedBy(3).plusSeconds(1);
            Instant at = Instant.now().plus(enough).truncatedTo(ChronoUnit.MILLIS);
            ids.forEach(id -> publish(first, id, "{\"at\":\"" + at + "\"}"));
            long marks = rows.number("SELECT count(*) FROM change_mark");
            assertThat(rows.number("SELECT count(*) FROM translation WHERE state = 'scheduled'"))
                    .isEqualTo(ARTICLES);

            Await.until("the instant has come", () -> !Instant.now().isBefore(at));
            second.kill();

            for (Instance survivor : List.of(first, third)) {
                for (String id : ids) {
                    Await.until("it is public", () -> survivor.get(path(id)).statusCode() == 200);
                }
            }
            String due = "published = timestamptz '" + at + "'";
            assertThat(rows.number(
                            "SELECT count(*) FROM translation WHERE state = 'published' AND updated = published AND "
                                    + due))
                    .isEqualTo(ARTICLES);
            // once: one act in the log and one place in the feed for each
            assertThat(rows.strings(
                            "SELECT count(*) || ' by ' || who FROM audit JOIN translation USING (article, language)"
                                    + " WHERE act = 'publish' AND " + due + " GROUP BY article, who"))
                    .hasSize(ARTICLES)
                    .containsOnly("1 by schedule");
            assertThat(rows.number("SELECT count(*) FROM change_mark")).isEqualTo(marks + ARTICLES);
            // in time: by the database's clock, at the act and at the announcement
            assertThat(rows.number("SELECT count(*) FROM audit JOIN translation USING (article, language)"
                            + " WHERE act = 'publish' AND at BETWEEN published AND published + interval '2 s' AND "
                            + due))
                    .isEqualTo(ARTICLES);
            assertThat(rows.number("SELECT count(*) FROM change JOIN translation USING (article, language)"
                            + " WHERE appended_at BETWEEN published AND published + interval '2 s' AND " + due))
                    .isEqualTo(ARTICLES);
        }
    }
}
