package barid.newsletter.deliveries;

import barid.kit.Await;
import barid.newsletter.CountingSink;
import barid.newsletter.mail.SmtpSettings;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;

/** Receivers that want less, or refuse us for what we are: each has its own lane, and no other is slowed by it. */
@Tag("alone")
class ReceiversIT {
    private static final boolean LONG = Boolean.getBoolean("barid.long");

    @Test
    void whoSaysThatItIsTooMuchGetsHalfWithinFiveSecondsAndTheOthersGetAsMuchAsBefore() throws Exception {
        int perSecond = 40;
        try (Workshop workshop = new Workshop();
                CountingSink sink = new CountingSink()) {
            AtomicBoolean tooMuch = new AtomicBoolean();
            AtomicInteger complaints = new AtomicInteger();
            sink.script((connection, stage, line) -> {
                boolean complains = stage.equals("end") && line.endsWith("gmail.com") && tooMuch.get();
                return complains && complaints.incrementAndGet() % 10 == 1 ? "421 4.7.28 too much" : "";
            });
            plan(workshop, "gmail.com", "example.net", 6_000);
            workshop.worker(
                            workshop.open(),
                            4,
                            sink.port(),
                            Map.of(
                                    "mark",
                                    "25",
                                    "lanes.0.name",
                                    "gmail.com",
                                    "lanes.0.per-second",
                                    Integer.toString(perSecond),
                                    "lanes.1.name",
                                    ReceiverLanes.OTHERS,
                                    "lanes.1.per-second",
                                    Integer.toString(perSecond)))
                    .start();
            Await.until("both run", () -> taken(sink, "gmail.com", 0) > 2 * perSecond);
            long before = System.nanoTime();
            tooMuch.set(true);
            Await.until("it complained", () -> complaints.get() > 0);
            long complained = System.nanoTime();
            pause(complained, 5);
            long slow = System.nanoTime();
            pause(slow, LONG ? 20 : 4);
            double seconds = (System.nanoTime() - slow) / 1e9;
            assertThat(taken(sink, "gmail.com", slow) / seconds).isLessThanOrEqualTo(0.55 * perSecond);
            double others = (System.nanoTime() - before) / 1e9;
            assertThat(taken(sink, "example.net", before) / others).isGreaterThanOrEqualTo(0.95 * perSecond);

            if (LONG) {
                // How it gets faster again is PaceTest's, by a clock of its own.
                tooMuch.set(false);
                Await.until("it recovers by itself", Duration.ofSeconds(60), () -> {
                    long now = System.nanoTime();
                    return taken(sink, "gmail.com", now - Duration.ofSeconds(3).toNanos()) > 3 * 0.6 * perSecond;
                });
            }
        }
    }

    @Test
    void aReceiverThatRefusesUsIsLeftAloneAndNothingIsLostWhenItIsResumed() {
        try (Workshop workshop = new Workshop();
                CountingSink sink = new CountingSink()) {
            AtomicBoolean refuses = new AtomicBoolean(true);
            AtomicInteger asked = new AtomicInteger();
            sink.script((connection, stage, line) -> {
                if (stage.equals("RCPT") && line.endsWith("gmail.com")) {
                    asked.incrementAndGet();
                    return refuses.get() ? "550 5.7.26 unauthenticated" : "";
                }
                return "";
            });
            plan(workshop, "gmail.com", "example.net", 300);
            workshop.worker(workshop.open(), 4, sink.port()).start();
            Await.until(
                    "its circuit is open",
                    Duration.ofSeconds(5),
                    () -> workshop.rows.number(
                                    "SELECT count(*) FROM lane WHERE name = 'gmail.com' AND stopped_at IS NOT NULL")
                            == 1);
            Await.until("the others have theirs", () -> taken(sink, "example.net", 0) == 300);
            assertThat(taken(sink, "gmail.com", 0)).isZero();
            assertThat(asked.get()).isLessThan(100);
            assertThat(workshop.rows.number("SELECT count(*) FROM suppression")).isZero();

            refuses.set(false);
            workshop.rows.execute("UPDATE lane SET stopped_at = NULL");
            Await.until("nothing is lost", Duration.ofSeconds(60), () -> {
                workshop.clock.advance(Duration.ofMinutes(1));
                return workshop.in(DeliveryState.SENT) == 600;
            });
            assertThat(sink.byReader()).hasSize(600);
            assertThat(sink.count()).isEqualTo(600);
        }
    }

    @Test
    void threeProcessesTogetherKeepTheLimitOfAll() throws Exception {
        int perSecond = 50;
        int seconds = LONG ? 75 : 6;
        int window = LONG ? 60 : 5;
        try (Workshop workshop = new Workshop();
                CountingSink sink = new CountingSink()) {
            plan(workshop, "gmail.com", "example.net", 2_500);
            List<DeliveryWorker> workers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                workers.add(workshop.worker(
                        workshop.open(),
                        4,
                        sink.port(),
                        Map.of("per-second", Integer.toString(perSecond), "mark", "25")));
            }
            workers.forEach(DeliveryWorker::start);
            Await.until("it sends", () -> sink.count() > 0);
            pause(System.nanoTime(), seconds);
            int most = most(sink, window);
            System.out.printf("most within %d s: %d of %d%n", window, most, perSecond * window);
            assertThat(most).isLessThanOrEqualTo(perSecond * window + perSecond);
            assertThat(sink.count()).isGreaterThan(perSecond * seconds * 8 / 10);
            workers.forEach(DeliveryWorker::stop);
        }
    }

    @Test
    void twoProcessesTogetherKeepTheLimitOfEachRelayAndUseBothInFull() {
        double[] perSecond = {15, 30};
        int seconds = LONG ? 60 : 4;
        int window = LONG ? 30 : 3;
        try (Workshop workshop = new Workshop();
                CountingSink slow = new CountingSink();
                CountingSink fast = new CountingSink()) {
            plan(workshop, "gmail.com", "example.net", LONG ? 2_500 : 400);
            List<SmtpSettings> relays =
                    List.of(Workshop.relay(3, slow.port(), perSecond[0]), Workshop.relay(3, fast.port(), perSecond[1]));
            List<DeliveryWorker> workers = List.of(
                    workshop.worker(workshop.open(), relays, Map.of("mark", "25")),
                    workshop.worker(workshop.open(), relays, Map.of("mark", "25")));
            workers.forEach(DeliveryWorker::start);
            Await.until("both take mails", () -> slow.count() > 0 && fast.count() > 0);
            int[] before = {slow.count(), fast.count()};
            pause(System.nanoTime(), seconds);
            int[] taken = {slow.count() - before[0], fast.count() - before[1]};
            System.out.printf(
                    "within %d s: %d and %d; most within %d s: %d and %d%n",
                    seconds, taken[0], taken[1], window, most(slow, window), most(fast, window));
            assertThat(most(slow, window)).isLessThanOrEqualTo((int) (perSecond[0] * (window + 1)));
            assertThat(most(fast, window)).isLessThanOrEqualTo((int) (perSecond[1] * (window + 1)));
            assertThat(taken[0]).isGreaterThan((int) (perSecond[0] * seconds * 0.7));
            assertThat(taken[1]).isGreaterThan((int) (perSecond[1] * seconds * 0.7));
            workers.forEach(DeliveryWorker::stop);
        }
    }

    @Test
    void whoWaitsForARelayThatIsAtItsLimitHoldsNoChunkMeanwhile() {
        try (Workshop workshop = new Workshop();
                CountingSink sink = new CountingSink()) {
            plan(workshop, "gmail.com", "example.net", 3);
            workshop.worker(workshop.open(), List.of(Workshop.relay(2, sink.port(), 2)), Map.of())
                    .start();
            for (int sent = 1; sent <= 4; sent++) {
                int least = sent;
                Await.until("it sends on", () -> sink.count() >= least);
                Await.until(
                        "the chunks are free while it waits",
                        () -> workshop.rows.number("SELECT count(*) FROM chunk WHERE lease_until IS NOT NULL") == 0);
                assertThat(sink.count()).isLessThan(6);
            }
            Await.until("all have theirs", () -> workshop.in(DeliveryState.SENT) == 6);
            assertThat(sink.count()).isEqualTo(6);
            assertThat(workshop.rows.number("SELECT count(*) FROM delivery_exception"))
                    .isZero();
        }
    }

    /** The most mails within so many seconds. */
    private static int most(CountingSink sink, int seconds) {
        List<Long> at = sink.taken().stream().map(CountingSink.Taken::at).toList();
        int most = 0;
        for (int from = 0, to = 0; from < at.size(); from++) {
            while (to < at.size()
                    && at.get(to) - at.get(from) < Duration.ofSeconds(seconds).toNanos()) {
                to++;
            }
            most = Math.max(most, to - from);
        }
        return most;
    }

    /** An edition to so many readers of each of two receivers. */
    private static void plan(Workshop workshop, String one, String other, int each) {
        workshop.announce(Workshop.story());
        workshop.rows.readers("a", one, each);
        workshop.rows.readers("b", other, each);
        workshop.lanes = new ReceiverLanes(Set.of(one));
        assertThat(workshop.plan()).isEqualTo(2 * each);
    }

    private static long taken(CountingSink sink, String domain, long since) {
        return sink.taken().stream()
                .filter(mail -> mail.to().endsWith(domain) && (since == 0 || mail.at() >= since))
                .count();
    }

    /** Mails go on for so long. */
    private static void pause(long from, int seconds) {
        Await.until(
                "time goes by",
                Duration.ofSeconds(seconds + 5L),
                () -> System.nanoTime() - from > Duration.ofSeconds(seconds).toNanos());
    }
}
