package barid.feed.websub;

import barid.kit.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(30)
class LanesTest {
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicInteger held = new AtomicInteger();
    private final AtomicInteger calls = new AtomicInteger();
    private final HostTurns turns = new HostTurns();
    private final Lanes lanes = new Lanes(turns, 50, calls::incrementAndGet);

    @AfterEach
    void stop() {
        over.countDown();
        threads.shutdownNow();
    }

    private void hold(Lanes where, String host) {
        where.claimed(host);
        threads.execute(() -> {
            try {
                where.take(host, () -> {
                    held.incrementAndGet();
                    over.await();
                });
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    @Test
    void aHostThatDoesNotAnswerKeepsNobodyElseWaiting() throws InterruptedException {
        for (int i = 0; i < 60; i++) {
            hold(lanes, "dead.example");
        }
        Await.until("its turns are taken", () -> held.get() == 8);
        lanes.claimed("well.example");
        AtomicInteger done = new AtomicInteger();
        lanes.take("well.example", done::incrementAndGet);
        assertThat(done).hasValue(1);
        assertThat(held).hasValue(8);
    }

    @Test
    void aHostHasEightTurnsWhateverTheyAreFor() {
        Lanes others = new Lanes(turns, 50, () -> {});
        for (int i = 0; i < 10; i++) {
            hold(lanes, "busy.example");
            hold(others, "busy.example");
        }
        hold(others, "well.example");
        Await.until("all turns are taken", () -> held.get() == 9);
    }

    @Test
    void aHostThatHasEnoughGetsNoMoreUntilHalfOfItIsDone() {
        for (int i = 0; i <= Lanes.REFILL; i++) {
            hold(lanes, "busy.example");
        }
        assertThat(lanes.busy()).containsExactly("busy.example");
        over.countDown();
        Await.until("it can have more", () -> lanes.busy().isEmpty() && calls.get() > 0);
    }

    @Test
    void noMoreIsClaimedThanThereIsRoomFor() {
        assertThat(lanes.room()).isEqualTo(100);
        for (int i = 0; i <= 100; i++) {
            hold(lanes, "host-" + i);
        }
        assertThat(lanes.room()).isZero();
        over.countDown();
        Await.until("there is room again", () -> lanes.room() == 100 && calls.get() > 0);
    }
}
