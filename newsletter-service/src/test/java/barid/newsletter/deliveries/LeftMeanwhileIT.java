package barid.newsletter.deliveries;

import barid.kit.Await;
import barid.newsletter.Articles;
import barid.newsletter.SmtpSink;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;

/** Readers leave and an article is withdrawn while an edition goes out: whatever is claimed afterwards knows. */
class LeftMeanwhileIT {
    private static final int ACTS = 24;
    private static final List<String> LEAVING = List.of(
            "UPDATE subscriber SET state = 'unsubscribed', unsubscribed_at = now() WHERE email = '%s'",
            "DELETE FROM subscriber WHERE email = '%s'",
            "INSERT INTO suppression SELECT email_key, 'complaint', now() FROM subscriber WHERE email = '%s'");

    @ParameterizedTest
    @CsvSource({"0, 6000", "50, 220"})
    void whatIsClaimedAfterwardsGoesToNobodyWhoLeftAndHoldsNothingWithdrawn(int perSecond, int readers) {
        try (Workshop workshop = new Workshop()) {
            var second = Articles.published(2, "en", "Second headline");
            workshop.announce(Workshop.story(), second);
            workshop.rows.readers("reader", "example.net", readers);
            workshop.clock.advance(Duration.ofMinutes(11));
            assertThat(workshop.assembler(100).plan(workshop.clock.instant())).isEqualTo(readers);
            Map<String, String> ids = ids(workshop);
            workshop.worker(
                            workshop.open(),
                            4,
                            workshop.sink.port(),
                            Map.of("per-second", Integer.toString(perSecond), "mark", "25"))
                    .start();
            Await.until("it sends", () -> workshop.sink.mails().size() > readers / 50);

            Set<String> mustNot = new HashSet<>();
            Set<String> mustNotHold = Set.of();
            for (int act = 0; act < ACTS; act++) {
                String reader = "reader" + (readers - act * (readers / (2 * ACTS))) + "@example.net";
                workshop.rows.execute(LEAVING.get(act % LEAVING.size()).formatted(reader));
                if (act == 1) {
                    workshop.announce(Articles.withdrawn(Workshop.story()));
                    mustNotHold = unclaimed(workshop, ids);
                }
                if (unclaimed(workshop, ids).contains(reader)) {
                    mustNot.add(reader);
                }
            }
            Await.until(
                    "all is settled",
                    Duration.ofSeconds(60),
                    () -> workshop.in(DeliveryState.SENT) + workshop.in(DeliveryState.SUPPRESSED) == readers);

            assertThat(mustNot).as("left before their mail was claimed").isNotEmpty();
            assertThat(mustNotHold)
                    .as("not claimed when the article was withdrawn")
                    .isNotEmpty();
            Set<String> late = mustNotHold;
            assertThat(workshop.sink.mails())
                    .extracting(SmtpSink.Mail::to)
                    .doesNotContainAnyElementsOf(mustNot)
                    .doesNotHaveDuplicates();
            assertThat(workshop.sink.mails())
                    .filteredOn(mail -> late.contains(mail.to()))
                    .isNotEmpty()
                    .allSatisfy(mail -> assertThat(mail.content())
                            .contains("Second headline")
                            .doesNotContain("First headline"));
        }
    }

    private static Map<String, String> ids(Workshop workshop) {
        Map<String, String> ids = new HashMap<>();
        workshop.rows
                .strings("SELECT id || ' ' || email FROM subscriber")
                .forEach(line -> ids.put(line.split(" ")[0], line.split(" ")[1]));
        return ids;
    }

    /** Whose deliveries are marked by nothing that was decided before now: one look and one write follow each other. */
    private static Set<String> unclaimed(Workshop workshop, Map<String, String> ids) {
        long now = workshop.rows.number("SELECT cast(cast(pg_current_xact_id() AS text) AS bigint)");
        Await.until(
                "marks that were decided before are written",
                () -> workshop.rows.number("""
                SELECT count(*) FROM chunk WHERE cast(cast(xmin AS text) AS bigint) > %d AND attempting_to > 0""".formatted(now)) > 0
                        || workshop.rows.number("SELECT sum(pending) FROM chunk") == 0);
        List<String> unclaimed =
                new ArrayList<>(workshop.rows.strings("SELECT subscriber FROM delivery_state WHERE state = 'pending'"));
        Set<String> addresses = new HashSet<>();
        unclaimed.forEach(id -> addresses.add(ids.get(id)));
        return addresses;
    }
}
