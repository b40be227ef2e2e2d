package barid.newsletter;

import barid.kit.Await;
import barid.kit.db.DatabaseSettings;
import barid.kit.db.TestPostgres;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Clock;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

class QuietChangesIT {
    /** Subscribed before there was anything, she would be owed all of it, were it news. */
    @Test
    @Timeout(60)
    void whatAnArchiveBroughtIsMailedToNobodyThoughItIsNotHistorical() {
        DatabaseSettings database = TestPostgres.create("newsletter", true);
        Rows rows = new Rows(database);
        try (TestFeed feed = new TestFeed();
                SmtpSink sink = new SmtpSink();
                RunningNewsletter newsletter =
                        new RunningNewsletter(database, feed.url(), sink.port(), Clock.systemUTC(), Map.of())) {
            newsletter.operate("/newsletter/api/subscribers", """
                    {"email":"reader@example.net","languages":["en"],"cadence":"immediate","consent":"sample","position":0}""");
            feed.announceQuietly(
                    Articles.published(1, "en", "Brought headline"),
                    Articles.corrected(
                            Articles.published(2, "en", "Corrected headline"), Articles.MORNING, "The sum was wrong."));
            Await.until("stories are here", () -> rows.number("SELECT count(*) FROM story") == 2);
            assertThat(rows.number("SELECT count(*) FROM story WHERE number IS NOT NULL"))
                    .isZero();

            // a sibling is published, so one is announced again
            feed.announceQuietly(Articles.published(1, "en", "Brought headline"));
            feed.announce(Articles.published(3, "en", "News headline"));
            Await.until("a mail", () -> !sink.mails().isEmpty());
            assertThat(sink.mails())
                    .hasSize(1)
                    .allSatisfy(mail -> assertThat(mail.content())
                            .contains("News headline")
                            .doesNotContain("Brought headline", "Corrected headline", "The sum was wrong."));
        }
    }
}
