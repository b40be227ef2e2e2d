package barid.newsletter.deliveries;

import barid.kit.Await;
import barid.kit.db.TestPostgres;
import barid.newsletter.Articles;
import barid.newsletter.CountingSink;
import barid.newsletter.NewsletterProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

/** Several processes send one edition, and each of them, the database and the relay may go away on the way. */
class ManySendersIT {
    private static final boolean LONG = Boolean.getBoolean("barid.long");
    private static final int READERS = LONG ? 20_000 : 2_000;
    private static final int CONNECTIONS = 4;
    private static final int PROCESSES = 3;
    /** So slow is the relay that an edition takes long enough for what is to happen to it. */
    private static final int MILLIS_A_MAIL = LONG ? 4 : 15;

    @TempDir
    Path folder;

    private final Workshop workshop = new Workshop();
    private final CountingSink sink = new CountingSink();
    private final List<NewsletterProcess> processes = new CopyOnWriteArrayList<>();

    @BeforeEach
    void plan() {
        sink.script((connection, stage, line) -> {
            if (stage.equals("end")) {
                Thread.sleep(MILLIS_A_MAIL);
            }
            return "";
        });
        workshop.announce(Workshop.story());
        workshop.rows.readers("reader", "example.net", READERS);
        workshop.clock.set(Instant.now());
        assertThat(workshop.assembler(100).plan(workshop.clock.instant())).isEqualTo(READERS);
    }

    @AfterEach
    void close() {
        processes.forEach(NewsletterProcess::close);
        sink.close();
        workshop.close();
    }

    private NewsletterProcess start() {
        NewsletterProcess process = NewsletterProcess.start(
                workshop.settings,
                sink.port(),
                folder,
                Map.of(
                        "smtp.connections",
                        Integer.toString(CONNECTIONS),
                        "deliveries.lease",
                        LONG ? "PT30S" : "PT2S",
                        "editions.poll",
                        "PT1H"));
        processes.add(process);
        return process;
    }

    @Test
    void eachIsRestartedInTurnAndNobodyIsLeftOutOrMailedTwice() throws Exception {
        workshop.rows.execute("INSERT INTO sending_hold VALUES ('operator', 'all start first', now())");
        List<NewsletterProcess> running = new ArrayList<>();
        for (int i = 0; i < PROCESSES; i++) {
            running.add(start());
        }
        workshop.rows.execute("DELETE FROM sending_hold");
        try (ExecutorService successors = Executors.newVirtualThreadPerTaskExecutor()) {
            for (NewsletterProcess process : running) {
                int from = sink.count();
                Await.until("it sends", () -> sink.count() > from + 50);
                assertThat(sink.count()).as("in mid-edition").isLessThan(READERS);
                process.terminate();
                successors.submit(this::start);
            }
        }
        awaitAll();
        assertThat(sink.byReader()).hasSize(READERS);
        assertThat(sink.count()).isEqualTo(READERS);
        assertThat(workshop.rows.number("SELECT count(*) FROM delivery_exception"))
                .isZero();
    }

    @Test
    void whatAKilledOneHadIsTakenOver() throws Exception {
        NewsletterProcess victim = start();
        start();
        Await.until("both send", () -> sink.count() > 200);
        victim.kill();
        long killed = System.nanoTime();
        awaitAll();
        Await.until(
                "nothing is anybody's",
                Duration.ofSeconds(60),
                () -> workshop.rows.number("SELECT count(*) FROM chunk WHERE owner IS NOT NULL") == 0);
        System.out.printf("all sent and taken over within %.1f s of the kill%n", (System.nanoTime() - killed) / 1e9);
        assertThat(sink.byReader()).hasSize(READERS);
        assertThat(sink.count() - READERS).isLessThanOrEqualTo(CONNECTIONS + withinOneFlush());
    }

    @Test
    void theDatabaseGoesAwayInMidEditionAndComesBack() {
        start();
        start();
        Await.until("both send", () -> sink.count() > 200);
        String database = TestPostgres.nameOf(workshop.settings);
        TestPostgres.execute("postgres", "ALTER DATABASE " + database + " ALLOW_CONNECTIONS false");
        TestPostgres.execute(
                "postgres",
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + database + "'");
        long away = System.nanoTime();
        Await.until("it is away for a while", () -> System.nanoTime() - away > 1_000_000_000L);
        int meanwhile = sink.count();
        Await.until("nobody sends what cannot be noted", () -> System.nanoTime() - away > 2_000_000_000L);
        assertThat(sink.count() - meanwhile).isLessThanOrEqualTo(2 * CONNECTIONS);
        TestPostgres.execute("postgres", "ALTER DATABASE " + database + " ALLOW_CONNECTIONS true");
        awaitAll();
        assertThat(sink.byReader()).hasSize(READERS);
        assertThat(sink.count() - READERS).isLessThanOrEqualTo(2 * CONNECTIONS + withinOneFlush());
    }

    @Test
    void theRelayIsAwayForAWhileInMidEdition() {
        start();
        start();
        Await.until("both send", () -> sink.count() > 200);
        sink.away(true);
        long away = System.nanoTime();
        Await.until(
                "it is away for a while",
                Duration.ofSeconds(70),
                () -> System.nanoTime() - away > (LONG ? 60 : 2) * 1_000_000_000L);
        sink.away(false);
        awaitAll();
        assertThat(sink.byReader()).hasSize(READERS);
        // What was on the wire when it went.
        assertThat(sink.count() - READERS).isLessThanOrEqualTo(2 * CONNECTIONS);
    }

    @Test
    void tenWhoPlanAtOnceLeaveOneDeliveryForEachReader() throws Exception {
        workshop.announce(Articles.published(9, "en", "Ninth headline"));
        workshop.clock.set(Instant.now().plus(Duration.ofMinutes(11)));
        CountDownLatch ready = new CountDownLatch(1);
        try (ExecutorService planners = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> planned = IntStream.range(0, 10)
                    .mapToObj(n -> planners.submit(() -> {
                        ready.await();
                        return workshop.assembler(500).plan(workshop.clock.instant());
                    }))
                    .toList();
            ready.countDown();
            int all = 0;
            for (Future<Integer> one : planned) {
                all += one.get();
            }
            assertThat(all).isEqualTo(READERS);
        }
        assertThat(workshop.rows.number("SELECT count(*) FROM delivery")).isEqualTo(2L * READERS);
        assertThat(workshop.rows.number("SELECT count(*) FROM (SELECT DISTINCT edition, subscriber FROM delivery) d"))
                .isEqualTo(2L * READERS);
        assertThat(workshop.rows.number("SELECT count(*) FROM edition")).isEqualTo(2);
    }

    private void awaitAll() {
        Await.until("all is sent", Duration.ofSeconds(180), () -> workshop.in(DeliveryState.SENT) == READERS);
    }

    private int withinOneFlush() {
        return PROCESSES * CONNECTIONS * Math.ceilDiv(10, MILLIS_A_MAIL);
    }
}
