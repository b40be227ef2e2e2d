package barid.article.schedule;

import barid.article.TestArticles;
import barid.kit.Await;
import barid.kit.db.TestPostgres;
import barid.kit.db.TestRows;
import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

class ScheduleIT {
    private TestArticles articles;

    @BeforeEach
    void start() {
        articles = TestArticles.start();
    }

    @AfterEach
    void stop() {
        articles.close();
    }

    private static String path(String id) {
        return "/api/articles/" + id + "/translations/en";
    }

    private String schedule(String title, Duration in) {
        String id = articles.create(title);
        articles.act(id, "en", "publish", "{\"at\":\"" + Instant.now().plus(in) + "\"}")
                .expect(200);
        return id;
    }

    private boolean isPublic(String id) {
        return articles.get(path(id)).status() == 200;
    }

    @Test
    void anEmbargoEndsAtItsInstantWithWhatWasNewestAtTheCall() {
        String id = schedule("Under embargo", Duration.ofMillis(1500));
        JsonNode scheduled = articles.read(path(id)).json();
        assertThat(scheduled.get("state").asText()).isEqualTo("scheduled");
        Instant at = Instant.parse(scheduled.get("scheduledAt").asText());
        articles.put(path(id), scheduled.get("etag").asText(), TestArticles.text("en", "Saved later"))
                .expect(200);
        assertThat(isPublic(id)).isFalse();
        assertThat(articles.changes("").text()).doesNotContain(id);

        Await.until("the embargo ends", () -> isPublic(id));

        assertThat(Instant.now()).isAfterOrEqualTo(at).isBefore(at.plusSeconds(2));
        JsonNode shown = articles.get(path(id)).json();
        assertThat(shown.get("title").asText()).isEqualTo("Under embargo");
        assertThat(shown.get("published").asText())
                .isEqualTo(scheduled.get("scheduledAt").asText());
        assertThat(articles.changes("").text()).contains(id);
    }

    @Test
    void whatFellDueWhileTheServiceWasDownGoesOutAtTheStart() {
        String due = schedule("Due while down", Duration.ofMillis(700));
        String later = schedule("Still to come", Duration.ofHours(1));
        Instant at = Instant.now().plusMillis(700);

        articles.around(
                () -> Await.until("the instant has passed", () -> Instant.now().isAfter(at)));

        Await.until("what was due is public", Duration.ofSeconds(5), () -> isPublic(due));
        assertThat(isPublic(later)).isFalse();
        assertThat(articles.read(path(later)).json().get("state").asText()).isEqualTo("scheduled");
    }

    @Test
    void whatIsUnscheduledStaysADraft() {
        String taken = schedule("Taken back in time", Duration.ofMillis(900));
        String witness = schedule("Goes out", Duration.ofMillis(1000));
        articles.act(taken, "en", "unschedule", "{}").expect(200);

        Await.until("the other is public", () -> isPublic(witness));

        assertThat(articles.read(path(taken)).json().get("state").asText()).isEqualTo("draft");
    }

    @Test
    void threeInstancesPublishOnce() {
        try (TestArticles second = articles.replica();
                TestArticles third = articles.replica()) {
            String[] ids = new String[8];
            for (int i = 0; i < ids.length; i++) {
                ids[i] = schedule("Together " + i, Duration.ofMillis(1500));
            }
            third.stop();
            for (String id : ids) {
                Await.until("all are public", () -> isPublic(id));
            }
            assertThat(second.changes("?limit=1000").json().get("changes")).hasSize(ids.length);
            // once each: no position but one for each article was ever given
            assertThat(second.changes("?limit=1000")
                            .json()
                            .get("changes")
                            .get(ids.length - 1)
                            .get("position")
                            .asLong())
                    .isEqualTo(ids.length);
        }
    }

    @Test
    void aWithdrawnTextIsGoneUntilItsScheduledReturn() {
        String id = articles.publish("Comes back");
        articles.act(id, "en", "withdraw", "{\"reason\":\"For now\"}").expect(200);
        articles.act(id, "en", "publish", "{\"at\":\"" + Instant.now().plusMillis(1200) + "\"}")
                .expect(200);
        articles.get(path(id)).expect(410);
        assertThat(articles.changes("").json().get("changes").get(0).get("kind").asText())
                .isEqualTo("withdrawn");

        Await.until("it is back", () -> isPublic(id));
    }

    @Test
    void whatGoesOutLateIsSaidToBeLate() {
        String id = schedule("Due while down", Duration.ofHours(1));
        articles.around(() -> TestPostgres.execute(
                TestPostgres.nameOf(articles.settings()),
                "UPDATE translation SET scheduled_at = scheduled_at - interval '2 hours'"));

        Await.until("it is public", () -> isPublic(id));

        JsonNode act = articles.operate("/api/audit?act=publish&article=" + id)
                .expect(200)
                .json()
                .get("acts")
                .get(0);
        assertThat(act.get("who").asText()).isEqualTo("schedule");
        assertThat(act.get("detail").get("late").asLong()).isBetween(3500L, 3700L);
        assertThat(articles.get(path(id)).json().get("published").asText())
                .isEqualTo(act.get("detail").get("at").asText());
    }

    @Test
    void aClockThatIsWrongNeitherEndsAnEmbargoNorKeepsIt() {
        articles.close();
        InstantSource system = InstantSource.system();
        try (TestArticles ahead = articles.replica(() -> system.instant().plus(Duration.ofHours(1)));
                TestArticles behind = articles.replica(() -> system.instant().minus(Duration.ofHours(1)))) {
            String later = scheduleBy(ahead, "In a while", Duration.ofMinutes(30));
            String soon = scheduleBy(behind, "Soon", Duration.ofMillis(1500));
            Instant at = Instant.parse(
                    ahead.read(path(soon)).json().get("scheduledAt").asText());

            Await.until("the embargo ends", () -> behind.get(path(soon)).status() == 200);

            assertThat(Instant.now()).isAfterOrEqualTo(at);
            assertThat(ahead.get(path(soon)).json().get("published").asText()).isEqualTo(at.toString());
            assertThat(ahead.get(path(later)).status()).isEqualTo(404);
            assertThat(ahead.read(path(later)).json().get("state").asText()).isEqualTo("scheduled");
            // what is put out by hand bears the one clock's instant as well
            String now = ahead.publish("At once");
            assertThat(Instant.parse(
                            behind.get(path(now)).json().get("published").asText()))
                    .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(1));
        }
    }

    private static String scheduleBy(TestArticles instance, String title, Duration in) {
        String id = instance.create(title);
        instance.act(id, "en", "publish", "{\"at\":\"" + Instant.now().plus(in) + "\"}")
                .expect(200);
        return id;
    }

    @Test
    void anInstantThatHasPassedPublishesAtOnceAndStands() {
        String id = articles.create("By another clock");
        String at = Instant.now().minusSeconds(2).truncatedTo(ChronoUnit.MILLIS).toString();

        JsonNode published = articles.act(id, "en", "publish", "{\"at\":\"" + at + "\"}")
                .expect(200)
                .json();

        assertThat(published.get("state").asText()).isEqualTo("published");
        assertThat(published.get("published").asText()).isEqualTo(at);
        assertThat(articles.changes("")
                        .json()
                        .get("changes")
                        .get(0)
                        .get("published")
                        .asText())
                .isEqualTo(at);
    }

    /** The hour that a zone has twice, or not at all, is named by its offset. */
    @Test
    void anInstantIsExactAroundAChangeOfTheClocks() {
        Map<String, String> instants = Map.of(
                "2098-10-26T02:30:00+02:00", "2098-10-26T00:30:00Z",
                "2098-10-26T02:30:00+01:00", "2098-10-26T01:30:00Z",
                "2098-03-30T02:30:00+01:00", "2098-03-30T01:30:00Z",
                "2098-03-30T02:30:00+02:00", "2098-03-30T00:30:00Z",
                "2098-03-30T03:30:00.250+02:00", "2098-03-30T01:30:00.250Z",
                "2098-11-02T01:30:00-04:00", "2098-11-02T05:30:00Z",
                "2098-11-02T01:30:00-05:00", "2098-11-02T06:30:00Z");
        String id = articles.create("In summer time");
        TestRows rows = new TestRows(articles.settings());
        instants.forEach((at, instant) -> {
            JsonNode scheduled = articles.act(id, "en", "publish", "{\"at\":\"" + at + "\"}")
                    .expect(200)
                    .json();

            assertThat(scheduled.get("scheduledAt").asText()).as(at).isEqualTo(instant);
            assertThat(rows.strings("SELECT scheduled_at = timestamptz '" + instant + "' FROM translation"))
                    .as(at)
                    .containsExactly("t");
        });
    }

    @Test
    void oneThatCannotGoOutHoldsUpNoOther() {
        String broken = schedule("Cannot go out", Duration.ofMillis(1200));
        TestPostgres.execute(TestPostgres.nameOf(articles.settings()), """
                CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''refused''; END';
                CREATE TRIGGER refuse BEFORE UPDATE ON translation FOR EACH ROW
                WHEN (NEW.state = 'published' AND NEW.article = '%s') EXECUTE FUNCTION refuse()""".formatted(broken));
        String sound = schedule("Goes out", Duration.ofMillis(1500));

        Await.until("the other is public", () -> isPublic(sound));

        assertThat(isPublic(broken)).isFalse();
        TestPostgres.execute(TestPostgres.nameOf(articles.settings()), "DROP TRIGGER refuse ON translation");
        Await.until("it goes out once it can", () -> isPublic(broken));
        assertThat(articles.operate("/api/audit?act=publish&article=" + broken)
                        .json()
                        .get("acts"))
                .hasSize(1);
    }
}
