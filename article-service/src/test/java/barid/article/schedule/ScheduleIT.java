package barid.article.schedule;

import barid.article.TestArticles;
import barid.kit.Await;
import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;

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
}
