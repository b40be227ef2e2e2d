package barid.newsletter.deliveries;

import barid.kit.Await;
import barid.newsletter.CountingSink;
import barid.newsletter.NewsletterProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A sending process is killed (SIGKILL) at random instants of an edition and started again each time; what is in the readers'
 * mailboxes afterwards is counted at the server. The full counts under {@code -Dbarid.long=true}.
 */
class KilledSenderIT {
    private static final int READERS = 20_000;
    private static final int KILLS = Boolean.getBoolean("barid.long") ? 50 : 5;
    private static final int CONNECTIONS = 8;
    private static final long FLUSH_NANOS = Duration.ofMillis(10).toNanos();
    private static final int LATEST_KILL = 300;

    @TempDir
    Path folder;

    private final Random random = new Random(20_261_128);

    /** A kill: when it was, and how many mails were taken within one flush. */
    private record Kill(long at, int withinOneFlush) {}

    @Test
    void nobodyIsLeftOutAndWhatIsDoubledIsBoundedAndBearsItsFirstMessageId() throws Exception {
        List<Integer> doubled = new ArrayList<>();
        while (doubled.size() < KILLS) {
            try (Workshop workshop = new Workshop();
                    CountingSink sink = new CountingSink()) {
                plan(workshop);
                List<Kill> kills = killAndSend(workshop, sink, KILLS - doubled.size());
                Map<String, List<CountingSink.Taken>> byReader = sink.byReader();
                assertThat(byReader).hasSize(READERS);
                byReader.values().forEach(KilledSenderIT::assertOneMessageId);
                doubled.addAll(doubled(kills, byReader));
            }
        }
        doubled.sort(Comparator.naturalOrder());
        System.out.printf(
                "%d kills, editions of %d readers, %d connections: 0 missing; doubled by a kill: median %d, maximum %d%n",
                doubled.size(), READERS, CONNECTIONS, doubled.get(doubled.size() / 2), doubled.getLast());
    }

    @Test
    void underHoldNothingIsDoubledAndWhatIsUncertainIsListed() throws Exception {
        try (Workshop workshop = new Workshop();
                CountingSink sink = new CountingSink()) {
            plan(workshop);
            try (NewsletterProcess process = start(workshop, sink, "hold")) {
                Await.until("it sends", () -> sink.count() > 500);
                process.kill();
            }
            letLeasesRunOut(workshop);
            try (NewsletterProcess process = start(workshop, sink, "hold")) {
                Await.until(
                        "all is settled",
                        Duration.ofSeconds(60),
                        () -> workshop.in(DeliveryState.SENT) + workshop.in(DeliveryState.UNCERTAIN) == READERS);
                process.terminate();
            }
            assertThat(workshop.in(DeliveryState.UNCERTAIN)).isBetween(1L, (long) CONNECTIONS * 25);
            assertThat(sink.byReader().values()).allMatch(mails -> mails.size() == 1);
            assertThat(workshop.rows.number("""
                            SELECT count(*) FROM delivery_exception x JOIN subscriber s ON s.id = x.subscriber
                            WHERE x.state = 'uncertain'""")).isEqualTo(workshop.in(DeliveryState.UNCERTAIN));
        }
    }

    private static void plan(Workshop workshop) {
        workshop.announce(Workshop.story());
        workshop.rows.readers("reader", "example.net", READERS);
        // By the clock of the processes that are to send it.
        workshop.clock.set(Instant.now());
        assertThat(workshop.assembler(500).plan(workshop.clock.instant())).isEqualTo(READERS);
    }

    private NewsletterProcess start(Workshop workshop, CountingSink sink, String uncertain) {
        return NewsletterProcess.start(
                workshop.settings,
                sink.port(),
                folder,
                Map.of(
                        "smtp.connections",
                        Integer.toString(CONNECTIONS),
                        "deliveries.uncertain",
                        uncertain,
                        "editions.poll",
                        "PT1H"));
    }

    /** Sends the edition with at most so many kills on the way. */
    private List<Kill> killAndSend(Workshop workshop, CountingSink sink, int most) throws Exception {
        List<Kill> kills = new ArrayList<>();
        while (true) {
            try (NewsletterProcess process = start(workshop, sink, "once-more")) {
                if (kills.size() == most || READERS - sink.count() < READERS / 10) {
                    Await.until(
                            "all is sent", Duration.ofSeconds(120), () -> workshop.in(DeliveryState.SENT) == READERS);
                    process.terminate();
                    return kills;
                }
                int from = sink.count();
                Await.until("it sends", () -> sink.count() > from);
                long end = System.nanoTime() + random.nextInt(LATEST_KILL) * 1_000_000L;
                while (System.nanoTime() < end) {
                    Thread.onSpinWait();
                }
                process.kill();
            }
            kills.add(new Kill(System.nanoTime(), withinOneFlush(sink.taken())));
            letLeasesRunOut(workshop);
        }
    }

    private static void letLeasesRunOut(Workshop workshop) {
        workshop.rows.execute("UPDATE chunk SET lease_until = now() - interval '1 minute' WHERE owner IS NOT NULL");
    }

    /** The most that was taken within one flush, in the last second: the server's clock and the sender's tick apart. */
    private static int withinOneFlush(List<CountingSink.Taken> taken) {
        long[] at = taken.stream().mapToLong(CountingSink.Taken::at).toArray();
        int most = 0;
        int from = 0;
        for (int to = 0; to < at.length; to++) {
            while (at[to] - at[from] > FLUSH_NANOS) {
                from++;
            }
            if (at[at.length - 1] - at[to] < Duration.ofSeconds(1).toNanos()) {
                most = Math.max(most, to - from + 1);
            }
        }
        return most;
    }

    private static void assertOneMessageId(List<CountingSink.Taken> copies) {
        assertThat(copies.stream().map(CountingSink.Taken::messageId).distinct())
                .hasSize(1);
    }

    /** How many mails each kill doubled: a copy is the fault of the first kill after the one before it. */
    private static List<Integer> doubled(List<Kill> kills, Map<String, List<CountingSink.Taken>> byReader) {
        int[] doubled = new int[kills.size()];
        for (List<CountingSink.Taken> copies : byReader.values()) {
            for (int copy = 1; copy < copies.size(); copy++) {
                long before = copies.get(copy - 1).at();
                int kill = 0;
                while (kills.get(kill).at() < before) {
                    kill++;
                }
                doubled[kill]++;
            }
        }
        for (int kill = 0; kill < doubled.length; kill++) {
            assertThat(doubled[kill])
                    .as("doubled by kill " + kill)
                    .isLessThanOrEqualTo(CONNECTIONS + kills.get(kill).withinOneFlush());
        }
        return Arrays.stream(doubled).boxed().toList();
    }
}
