package barid.newsletter.deliveries;

import barid.kit.Await;
import barid.newsletter.Articles;
import barid.newsletter.SmtpSink;
import org.junit.jupiter.api.Test;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;

class DeliveryWorkerIT {
    private static final List<String> LANES = List.of(ReceiverLanes.OTHERS);

    @Test
    void a4xxIsTriedAgainLaterAndA5xxIsNot() {
        try (Workshop workshop = new Workshop()) {
            workshop.announce(Workshop.story());
            workshop.readers(3);
            workshop.sink.answerRecipients(address -> switch (address) {
                case "reader0@example.net" -> "451 4.7.1 greylisted <reader0@example.net>";
                case "reader1@example.net" -> "550 5.1.1 no such user reader1@example.net";
                default -> "250 ok";
            });
            assertThat(workshop.plan()).isEqualTo(3);
            workshop.work();
            Await.until("deferred", () -> workshop.in(DeliveryState.DEFERRED) == 1);
            Await.until("rejected", () -> workshop.in(DeliveryState.REJECTED) == 1);
            Await.until("sent", () -> workshop.in(DeliveryState.SENT) == 1);
            assertThat(workshop.rows.strings("SELECT code || ' ' || reason FROM delivery_exception ORDER BY code"))
                    .containsExactly(
                            "4.7.1 451 4.7.1 greylisted <(address)>", "5.1.1 550 5.1.1 no such user (address)");

            workshop.sink.answerRecipients(address -> "250 ok");
            workshop.clock.advance(Duration.ofSeconds(61));
            Await.until("sent later", () -> workshop.in(DeliveryState.SENT) == 2);
            assertThat(workshop.sink.mailsTo("reader0@example.net")).hasSize(1);
            assertThat(workshop.sink.mailsTo("reader1@example.net")).isEmpty();
        }
    }

    @Test
    void whatWasAnsweredWhileNothingCanBeWrittenIsToldUntilItIs() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        try (Workshop workshop = new Workshop()) {
            workshop.announce(Workshop.story());
            workshop.readers(3);
            workshop.sink.answerContents(mail -> {
                asked.countDown();
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return "250 2.0.0 ok";
            });
            assertThat(workshop.plan()).isEqualTo(3);
            workshop.work();
            asked.await();
            assertThat(gauge(workshop, "barid.deliveries.unwritten")).isZero();
            try (Connection connection = DriverManager.getConnection(
                            workshop.settings.url(), workshop.settings.username(), workshop.settings.password());
                    Statement statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                statement.execute("LOCK TABLE chunk IN SHARE MODE");
                goOn.countDown();
                Await.until("it is told", () -> gauge(workshop, "barid.deliveries.unwritten.seconds") > 0.3);
                assertThat(gauge(workshop, "barid.deliveries.unwritten")).isBetween(1.0, 3.0);
                connection.rollback();
            }
            Await.until("all is written", () -> workshop.in(DeliveryState.SENT) == 3);
            Await.until("nothing waits", () -> gauge(workshop, "barid.deliveries.unwritten.seconds") == 0);
            assertThat(gauge(workshop, "barid.deliveries.unwritten")).isZero();
        } finally {
            goOn.countDown();
        }
    }

    @Test
    void aMailingBelongsToTheWriteThatMadeItNewsAndACorrectionToItsOwn() {
        String first = "00-11111111111111111111111111111111-1111111111111111-01";
        String alternate = first.replace('1', '2');
        String corrected = first.replace('1', '3');
        try (Workshop workshop = new Workshop()) {
            workshop.announce(Articles.traced(Workshop.story(), first));
            workshop.announce(Articles.traced(Workshop.story(), alternate));
            workshop.readers(2);
            assertThat(workshop.plan()).isEqualTo(2);
            assertThat(writesOfNewest(workshop)).containsExactly(first);
            workshop.work();
            Await.until("sent", () -> workshop.in(DeliveryState.SENT) == 2);

            Instant noon = workshop.clock.instant();
            workshop.announce(Articles.traced(Articles.corrected(Workshop.story(), noon, "A figure."), corrected));
            assertThat(workshop.plan()).isEqualTo(2);
            assertThat(writesOfNewest(workshop)).containsExactly(corrected);
        }
    }

    private static List<String> writesOfNewest(Workshop workshop) {
        long chunk = Long.parseLong(
                workshop.rows.strings("SELECT cast(max(id) AS text) FROM chunk").getFirst());
        return new ChunkWriteStore(workshop.open()).of(chunk);
    }

    private static double gauge(Workshop workshop, String name) {
        return workshop.metrics.get(name).gauge().value();
    }

    @Test
    void anAddressThatTheRelayCannotSpellIsRejectedOnceAndSaysWhy() {
        try (Workshop workshop = new Workshop()) {
            workshop.announce(Workshop.story());
            workshop.rows.reader("ليلى@example.net", "en", "immediate");
            assertThat(workshop.plan()).isEqualTo(1);
            workshop.work();
            Await.until("rejected", () -> workshop.in(DeliveryState.REJECTED) == 1);
            assertThat(workshop.rows.strings("SELECT code || ' ' || reason || ' ' || attempts FROM delivery_exception"))
                    .containsExactly("5.6.7 the relay lacks SMTPUTF8 1");

            workshop.sink.international(true);
            workshop.announce(Articles.published(7, "en", "Later"));
            assertThat(workshop.plan()).isEqualTo(1);
            Await.until("sent", () -> workshop.in(DeliveryState.SENT) == 1);
            assertThat(workshop.sink.mailsTo("ليلى@example.net")).hasSize(1);
        }
    }

    @Test
    void whatStaysDeferredExpiresAndIsOwedAndComesInTheNextEdition() {
        try (Workshop workshop = new Workshop()) {
            workshop.announce(Workshop.story());
            workshop.readers(1);
            workshop.sink.answerRecipients(address -> "451 4.2.0 later");
            workshop.plan();
            workshop.work();
            Await.until("deferred", () -> workshop.in(DeliveryState.DEFERRED) == 1);
            workshop.clock.advance(Duration.ofHours(25));
            Await.until("expired", () -> workshop.in(DeliveryState.EXPIRED) == 1);
            assertThat(workshop.rows.number("SELECT count(*) FROM owed")).isEqualTo(1);

            workshop.sink.answerRecipients(address -> "250 ok");
            assertThat(workshop.plan()).isEqualTo(1);
            Await.until("sent", () -> workshop.in(DeliveryState.SENT) == 1);
            assertThat(workshop.rows.number("SELECT count(*) FROM owed")).isZero();
            assertThat(workshop.plan()).isZero();
        }
    }

    @Test
    void theClaimAsksAgainWhoMayBeMailed() {
        try (Workshop workshop = new Workshop()) {
            workshop.announce(Workshop.story());
            workshop.readers(4);
            workshop.plan();
            workshop.rows.execute("UPDATE subscriber SET state = 'unsubscribed' WHERE email LIKE 'reader0%'");
            workshop.rows.execute("INSERT INTO suppression SELECT email_key, 'bounce', now() FROM subscriber"
                    + " WHERE email LIKE 'reader1%'");
            workshop.rows.execute("UPDATE subscription SET paused_until = now() + interval '1 day' FROM subscriber"
                    + " WHERE id = subscriber AND email LIKE 'reader2%'");
            workshop.work();
            Await.until(
                    "settled",
                    () -> workshop.in(DeliveryState.SUPPRESSED) == 3 && workshop.in(DeliveryState.SENT) == 1);
            assertThat(workshop.sink.mails()).extracting(SmtpSink.Mail::to).containsExactly("reader3@example.net");
            assertThat(workshop.rows.strings("SELECT reason FROM delivery_exception ORDER BY reason"))
                    .containsExactly("paused", "suppressed", "unsubscribed");
            assertThat(workshop.rows.strings("SELECT email FROM owed JOIN subscriber ON id = subscriber"))
                    .containsExactly("reader2@example.net");

            workshop.rows.execute("UPDATE subscription SET paused_until = NULL");
            assertThat(workshop.plan()).isEqualTo(1);
            Await.until(
                    "she has it",
                    () -> workshop.sink.mailsTo("reader2@example.net").size() == 1);
        }
    }

    @Test
    void whatIsWithdrawnAfterPlanningIsLeftOutAndOwed() {
        try (Workshop workshop = new Workshop()) {
            var second = Articles.published(2, "en", "Second headline");
            workshop.announce(Workshop.story(), second);
            workshop.readers(1);
            workshop.plan();
            workshop.announce(Articles.withdrawn(Workshop.story()));
            workshop.work();
            Await.until("sent", () -> workshop.in(DeliveryState.SENT) == 1);
            assertThat(text(workshop)).contains("Second headline").doesNotContain("First headline");
            assertThat(workshop.plan()).isZero();

            workshop.sink.forget();
            workshop.announce(Articles.updated(Workshop.story(), Articles.MORNING.plusSeconds(5000)));
            assertThat(workshop.plan()).isEqualTo(1);
            Await.until("it comes", () -> workshop.in(DeliveryState.SENT) == 2);
            assertThat(text(workshop)).contains("First headline").doesNotContain("Second headline");
            assertThat(workshop.plan()).isZero();
        }
    }

    @Test
    void anEmptiedMailIsNotSent() {
        try (Workshop workshop = new Workshop()) {
            workshop.announce(Workshop.story());
            workshop.readers(2);
            workshop.plan();
            workshop.announce(Articles.withdrawn(Workshop.story()));
            workshop.work();
            Await.until("withdrawn", () -> workshop.in(DeliveryState.WITHDRAWN) == 2);
            assertThat(workshop.sink.mails()).isEmpty();
            workshop.announce(Workshop.story());
            assertThat(workshop.plan()).isEqualTo(2);
            Await.until("sent", () -> workshop.in(DeliveryState.SENT) == 2);
        }
    }

    @Test
    void aStopFinishesWhatIsOnTheWireAndLeavesTheRestPending() throws Exception {
        try (Workshop workshop = new Workshop()) {
            workshop.announce(Workshop.story());
            workshop.readers(30);
            workshop.plan();
            CountDownLatch onTheWire = new CountDownLatch(1);
            CountDownLatch go = new CountDownLatch(1);
            workshop.sink.answerContents(mail -> {
                onTheWire.countDown();
                await(go);
                return "250 ok";
            });
            DeliveryWorker first = workshop.worker(workshop.open(), 1).start();
            onTheWire.await();
            Thread stop = Thread.ofVirtual().start(first::stop);
            Await.until("stopping", () -> stop.getState() != Thread.State.NEW);
            // The stop waits for the answer, so the worker must have seen it before the answer comes.
            Await.until("waits", () -> stop.getState() == Thread.State.TIMED_WAITING);
            go.countDown();
            stop.join();
            assertThat(workshop.in(DeliveryState.SENT)).isEqualTo(1);
            assertThat(workshop.in(DeliveryState.PENDING)).isEqualTo(29);
            assertThat(workshop.rows.number("SELECT count(*) FROM chunk WHERE owner IS NOT NULL"))
                    .isZero();

            workshop.work();
            Await.until("all sent", () -> workshop.in(DeliveryState.SENT) == 30);
            assertThat(workshop.sink.mails()).hasSize(30);
            assertThat(workshop.rows.number("SELECT count(*) FROM delivery_exception"))
                    .isZero();
        }
    }

    @Test
    void aLostAnswerIsUncertainAndSentOnceMoreWithTheSameMessageId() {
        try (Workshop workshop = new Workshop()) {
            workshop.announce(Workshop.story());
            workshop.readers(5);
            workshop.plan();
            AtomicInteger cuts = new AtomicInteger(2);
            workshop.sink.answerContents(mail -> cuts.getAndDecrement() > 0 ? "" : "250 ok");
            workshop.work();
            Await.until("sent", () -> workshop.in(DeliveryState.SENT) == 5);
            assertThat(workshop.sink.mails()).hasSize(7);
            assertThat(workshop.sink.mails().stream()
                            .map(SmtpSink.Mail::messageId)
                            .distinct())
                    .hasSize(5);
        }
    }

    @Test
    void aRelayThatIsAwayMakesNothingUncertain() {
        try (Workshop workshop = new Workshop()) {
            workshop.announce(Workshop.story());
            workshop.readers(5);
            workshop.plan();
            workshop.sink.away(true);
            workshop.work();
            Await.until("asked", () -> workshop.sink.refused() > 0);
            assertThat(workshop.in(DeliveryState.PENDING)).isEqualTo(5);
            workshop.sink.away(false);
            Await.until("sent", () -> {
                workshop.clock.advance(Duration.ofSeconds(1));
                return workshop.in(DeliveryState.SENT) == 5;
            });
            assertThat(workshop.sink.mails()).hasSize(5);
            assertThat(workshop.rows.number("SELECT count(*) FROM delivery_exception"))
                    .isZero();
        }
    }

    @Test
    void whatNobodyTookUpForHoursWaitsForAPerson() {
        try (Workshop workshop = new Workshop()) {
            workshop.announce(Workshop.story());
            workshop.rows.reader("early@example.net", "en", "daily");
            workshop.rows.execute("UPDATE subscription SET hour = 12, next_due = '2026-11-24T12:00:00Z'");
            workshop.clock.advance(Duration.ofHours(4));
            assertThat(workshop.assembler(500).plan(workshop.clock.instant())).isEqualTo(1);
            workshop.worker(workshop.open(), 1, workshop.sink.port(), Map.of("late", "PT3H"))
                    .start();
            Await.until("held", () -> workshop.rows.number("SELECT count(*) FROM edition WHERE control = 'held'") == 1);
            assertThat(workshop.rows.strings("SELECT control_reason FROM edition"))
                    .containsExactly("late");
            assertThat(workshop.sink.mails()).isEmpty();

            workshop.rows.execute("UPDATE edition SET control = 'running', control_at = now()");
            Await.until("sent when a person says so", () -> workshop.in(DeliveryState.SENT) == 1);
        }
    }

    @Test
    void aCancelledEditionEndsWhereItStandsAndOwesNothing() {
        try (Workshop workshop = new Workshop()) {
            workshop.announce(Workshop.story());
            workshop.readers(5);
            workshop.plan();
            workshop.rows.execute("UPDATE edition SET control = 'cancelled'");
            workshop.work();
            Await.until("cancelled", () -> workshop.in(DeliveryState.CANCELLED) == 5);
            assertThat(workshop.sink.mails()).isEmpty();
            assertThat(workshop.rows.number("SELECT count(*) FROM owed")).isZero();
        }
    }

    @Test
    void historicalArticlesAreNeverMailed() {
        try (Workshop workshop = new Workshop()) {
            workshop.announce(Articles.historical(Workshop.story()));
            workshop.readers(1);
            assertThat(workshop.plan()).isZero();
            workshop.announce(Articles.withdrawn(Workshop.story()));
            workshop.announce(
                    Articles.historical(Articles.updated(Workshop.story(), Instant.parse("2027-01-01T00:00:00Z"))));
            assertThat(workshop.plan()).isZero();
        }
    }

    @Test
    void whoTakesAChunkOverShutsItsLastOwnerOut() {
        try (Workshop workshop = new Workshop()) {
            workshop.announce(Workshop.story());
            workshop.readers(1);
            workshop.plan();
            DeliverySettings settings = DeliverySettings.from(io.helidon.config.Config.empty());
            var database = workshop.open();
            ChunkQueue slow = new ChunkQueue(database, settings);
            ChunkQueue quick = new ChunkQueue(database, settings);
            ClaimedChunk held =
                    slow.claim(LANES, List.of(), workshop.clock.instant()).orElseThrow();
            assertThat(quick.claim(LANES, List.of(), workshop.clock.instant())).isEmpty();
            assertThat(slow.renew(List.of(held), workshop.clock.instant().plusSeconds(30)))
                    .containsExactly(held.id());
            workshop.clock.advance(Duration.ofSeconds(36));
            assertThat(held.stands(workshop.clock.instant())).isFalse();
            assertThat(quick.claim(LANES, List.of(), workshop.clock.instant())).isPresent();
            assertThat(slow.renew(List.of(held), workshop.clock.instant().plusSeconds(30)))
                    .isEmpty();
            Set<Long> ours = database.transactions()
                    .inTransaction(tx -> slow.write(
                            tx,
                            List.of(held.draft().row()),
                            workshop.clock.instant().plusSeconds(30)));
            assertThat(ours).isEmpty();
        }
    }

    private static String text(Workshop workshop) {
        return workshop.sink.mails().getLast().content();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
