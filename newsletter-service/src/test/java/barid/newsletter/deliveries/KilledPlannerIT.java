package barid.newsletter.deliveries;

import barid.kit.Await;
import barid.newsletter.Articles;
import barid.newsletter.NewsletterProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import static org.assertj.core.api.Assertions.assertThat;

/** Two instances plan the same readers; one is killed (SIGKILL) in the middle, at a random moment, and the other ends it. */
class KilledPlannerIT {
    private static final int KILLS = Boolean.getBoolean("barid.long") ? 30 : 1;
    private static final int READERS = 2_000;
    private static final int NO_RELAY = 1;
    private static final int LATEST_KILL = 400;

    private final Random random = new Random(7);

    @TempDir
    Path folder;

    @Test
    void eachReaderHasOneDeliveryOfOneEditionHoweverAPlannerDies() throws Exception {
        try (Workshop workshop = new Workshop()) {
            for (int n = 1; n <= 8; n++) {
                workshop.announce(
                        Articles.published(n, "en", "Headline " + n), Articles.published(n, "fr", "Titre " + n));
            }
            long byVictims = 0;
            for (int kill = 0; kill < KILLS; kill++) {
                byVictims += planTogether(workshop, kill);
            }
            System.out.printf("%d kills; victims had planned %d of %d%n", KILLS, byVictims, KILLS * READERS);
            assertThat(byVictims).as("killed in the middle").isPositive();
            assertThat(workshop.rows.number("SELECT count(*) FROM edition")).isLessThanOrEqualTo(2);
            assertThat(workshop.rows.number("""
                    SELECT count(*) FROM chunk c
                    WHERE size <> (SELECT count(*) FROM delivery d WHERE d.chunk = c.id)
                       OR size <> (SELECT max(ordinal) + 1 FROM delivery d WHERE d.chunk = c.id)""")).isZero();
        }
    }

    /** How many deliveries the one that was killed had planned. */
    private long planTogether(Workshop workshop, int kill) throws Exception {
        readers(workshop, kill);
        String theirs = "subscriber IN (SELECT id FROM subscriber WHERE email LIKE 'kill" + kill + "-%')";
        String deliveries = "SELECT count(*) FROM delivery WHERE " + theirs;
        long planned;
        try (NewsletterProcess victim = NewsletterProcess.start(workshop.settings, NO_RELAY, folder);
                ExecutorService other = Executors.newVirtualThreadPerTaskExecutor()) {
            workshop.rows.execute("UPDATE subscription SET next_due = now() - interval '1 second' WHERE day = 28");
            Await.until("the first plans", () -> workshop.rows.number(deliveries) > 0);
            Future<Integer> survivor = other.submit(() -> plan(workshop));
            long end = System.nanoTime() + random.nextInt(LATEST_KILL) * 1_000_000L;
            while (System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            victim.kill();
            planned = survivor.get();
        }
        // What the victim's database session still held is free once the server has noticed.
        while (workshop.rows.number("SELECT count(*) FROM subscription WHERE next_due <= now()") > 0) {
            planned += plan(workshop);
        }
        assertThat(workshop.rows.number(deliveries)).isEqualTo(READERS);
        assertThat(workshop.rows.number(deliveries.replace("*", "DISTINCT subscriber")))
                .isEqualTo(READERS);
        assertThat(workshop.rows.number("SELECT count(*) FROM subscription WHERE " + theirs
                        + " AND position = (SELECT max(number) FROM story)"))
                .isEqualTo(READERS);
        workshop.rows.execute("UPDATE subscription SET day = 1");
        return READERS - planned;
    }

    private static int plan(Workshop workshop) {
        return workshop.assembler(100).plan(Instant.now());
    }

    private static void readers(Workshop workshop, int kill) {
        workshop.rows.execute("""
                INSERT INTO subscriber (id, email, mailbox, email_key, state, origin, created_at)
                SELECT gen_random_uuid(), e, e, decode(md5(e), 'hex'), 'confirmed', 'sample', now()
                FROM (SELECT 'kill%d-' || n || '@example.net' AS e FROM generate_series(1, %d) AS n) addresses;
                INSERT INTO subscription (subscriber, languages, topics, cadence, hour, day, zone, position, confirmed_position,
                    looked_to, next_due, confirmed_at)
                SELECT id, CASE WHEN random() < 0.5 THEN '{en,fr}'::text[] ELSE '{fr}' END, '{}', 'daily', 7, 28, 'UTC', 0, 0, 0,
                    '2900-01-01', now()
                FROM subscriber WHERE email LIKE 'kill%d-%%'""".formatted(kill, READERS, kill));
    }
}
