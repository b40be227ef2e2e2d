package barid.newsletter;

import barid.kit.Await;
import barid.kit.changes.Change;
import barid.kit.db.DatabaseSettings;
import barid.kit.db.TestPostgres;
import org.junit.jupiter.api.Test;

import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

class TwoInstancesIT {
    private static final int READERS = 500;
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Map<String, String> SMALL = Map.of("editions.chunk-size", "25", "editions.batch", "100");

    @Test
    void eachReaderGetsAnEditionOnceAndThenOnlyWhatIsNew() {
        DatabaseSettings database = TestPostgres.create("newsletter", true);
        Rows rows = new Rows(database);
        try (TestFeed feed = new TestFeed();
                SmtpSink sink = new SmtpSink();
                RunningNewsletter one =
                        new RunningNewsletter(database, feed.url(), sink.port(), Clock.systemUTC(), SMALL);
                RunningNewsletter two =
                        new RunningNewsletter(database, feed.url(), sink.port(), Clock.systemUTC(), SMALL)) {
            Change.Published first = Articles.published(1, "en", "First headline");
            feed.announce(first, Articles.published(2, "en", "Second headline"));
            Await.until("stories are here", () -> rows.number("SELECT count(*) FROM story") == 2);
            for (int i = 0; i < READERS; i++) {
                assertThat((i % 2 == 0 ? one : two)
                                .operate("/newsletter/api/subscribers", """
                                        {"email":"reader%d@example.net","languages":["en","fr"],"cadence":"immediate",
                                         "consent":"sample","position":0}""".formatted(i))
                                .statusCode())
                        .isEqualTo(201);
            }
            awaitMails(sink, READERS);
            assertThat(twice(sink)).isEmpty();
            assertThat(one.metrics()).containsPattern("barid_deliveries_attempts_total\\{.*result=\"accepted\"} [1-9]");
            assertThat(two.metrics()).containsPattern("barid_deliveries_attempts_total\\{.*result=\"accepted\"} [1-9]");

            sink.forget();
            feed.announce(Articles.corrected(first, Articles.MORNING.plusSeconds(600), "The sum was wrong."));
            awaitMails(sink, READERS);
            assertThat(twice(sink)).isEmpty();
            assertThat(sink.mails())
                    .allSatisfy(mail -> assertThat(mail.content()).contains("The sum was wrong."));

            assertThat(sink.mails()).hasSize(READERS);
            sink.forget();
            feed.announce(Articles.published(1, "fr", "Premier titre"));
            feed.announce(Articles.corrected(first, Articles.MORNING.plusSeconds(600), "The sum was wrong."));
            Await.until("sibling is here", () -> rows.number("SELECT count(*) FROM story") == 3);
            feed.restore();
            Await.until(
                    "rebuilt",
                    () -> rows.number("SELECT count(*) FROM follower WHERE NOT rebuilding AND cursor LIKE '%.e2'")
                            == 1);
            feed.announce(Articles.published(3, "en", "Third headline"));
            awaitMails(sink, READERS);
            assertThat(twice(sink)).isEmpty();
            assertThat(sink.mails())
                    .allSatisfy(mail -> assertThat(mail.content())
                            .contains("Third headline")
                            .doesNotContain(
                                    "First headline", "Premier titre", "Second headline", "The sum was wrong."));

            // The last outcomes are written a little after their mails arrived.
            Await.until(
                    "the ledger knows",
                    () -> rows.number("SELECT count(*) FROM delivery_state WHERE state = 'sent'") == 3 * READERS);
            assertThat(rows.number("SELECT count(*) FROM delivery")).isEqualTo(3 * READERS);
        }
    }

    private static void awaitMails(SmtpSink sink, int count) {
        Await.until(count + " mails", LIMIT, () -> sink.mails().size() >= count);
    }

    /** Who was mailed more than once; the count of mails being right, nobody was left out if this is empty. */
    private static Set<String> twice(SmtpSink sink) {
        Set<String> met = new HashSet<>();
        return sink.mails().stream()
                .map(SmtpSink.Mail::to)
                .filter(to -> !met.add(to))
                .collect(Collectors.toSet());
    }
}
