package barid.newsletter.deliveries;

import barid.kit.Await;
import barid.kit.db.Database;
import barid.newsletter.SmtpSink;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A sender dies between the mark and the outcome: it is cut off from its database while mails are on the wire, its lease
 * runs out, and another one takes over.
 */
class CrashRecoveryIT {
    private static final int READERS = 60;
    private static final int BEFORE = 25;
    private static final int CONNECTIONS = 2;

    @Test
    void nothingIsLostAndWhatIsDoubledBearsItsFirstMessageId() throws Exception {
        try (Workshop workshop = new Workshop()) {
            CountDownLatch dead = crash(workshop);
            workshop.work();
            Await.until("all have it", () -> receivers(workshop.sink).size() == READERS);
            Await.until("the ledger knows", () -> workshop.in(DeliveryState.SENT) == READERS);
            dead.countDown();

            Map<String, List<SmtpSink.Mail>> byReader =
                    workshop.sink.mails().stream().collect(Collectors.groupingBy(SmtpSink.Mail::to));
            assertThat(byReader).hasSize(READERS);
            byReader.values()
                    .forEach(mails -> assertThat(
                                    mails.stream().map(SmtpSink.Mail::messageId).distinct())
                            .hasSize(1));
            // What was on the wire, and what the last flush could not write any more.
            assertThat(workshop.sink.mails()).hasSizeBetween(READERS + 1, READERS + CONNECTIONS * 10);
            assertThat(workshop.rows.number("SELECT count(*) FROM delivery_exception WHERE ever_uncertain"))
                    .isGreaterThanOrEqualTo(1);
        }
    }

    @Test
    void underHoldNothingIsDoubledAndTheRestIsListed() throws Exception {
        try (Workshop workshop = new Workshop()) {
            workshop.holdUncertain();
            CountDownLatch dead = crash(workshop);
            workshop.work();
            Await.until(
                    "all is settled",
                    () -> workshop.in(DeliveryState.SENT) + workshop.in(DeliveryState.UNCERTAIN) == READERS);
            dead.countDown();
            assertThat(workshop.in(DeliveryState.UNCERTAIN)).isBetween(1L, (long) CONNECTIONS * 10);
            assertThat(workshop.sink.mails()).hasSameSizeAs(receivers(workshop.sink));
        }
    }

    /** Kills a sender in mid-edition and lets its leases run out. */
    private static CountDownLatch crash(Workshop workshop) throws InterruptedException {
        workshop.announce(Workshop.story());
        workshop.readers(READERS);
        workshop.clock.advance(Duration.ofMinutes(11));
        assertThat(workshop.assembler(30).plan(workshop.clock.instant())).isEqualTo(READERS);

        AtomicInteger accepted = new AtomicInteger();
        CountDownLatch stuck = new CountDownLatch(CONNECTIONS);
        CountDownLatch dead = new CountDownLatch(1);
        workshop.sink.answerContents(mail -> {
            if (accepted.incrementAndGet() <= BEFORE) {
                return "250 2.0.0 ok";
            }
            stuck.countDown();
            await(dead);
            return "";
        });
        Database dying = workshop.open();
        workshop.worker(dying, CONNECTIONS).start();
        stuck.await();
        dying.close();
        workshop.sink.answerContents(mail -> "250 2.0.0 ok");
        assertThat(workshop.in(DeliveryState.ATTEMPTING)).isPositive();
        workshop.clock.advance(Duration.ofSeconds(40));
        return dead;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Set<String> receivers(SmtpSink sink) {
        return new HashSet<>(sink.mails().stream().map(SmtpSink.Mail::to).toList());
    }
}
