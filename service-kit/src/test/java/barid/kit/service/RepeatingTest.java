package barid.kit.service;

import barid.kit.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import static org.assertj.core.api.Assertions.assertThat;

class RepeatingTest {
    private static final Duration SOON = Duration.ofMillis(1);
    private static final Duration NEVER = Duration.ofDays(1);

    private final Logger logger = Logger.getLogger(Repeating.class.getName());
    private final Said said = new Said();

    private static final class Said extends Handler {
        final List<String> lines = new CopyOnWriteArrayList<>();

        @Override
        public void publish(LogRecord line) {
            lines.add(line.getLevel() + " " + line.getMessage());
        }

        @Override
        public void flush() {
            // Nothing is kept back.
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }

    @BeforeEach
    void listen() {
        logger.addHandler(said);
    }

    @AfterEach
    void listenNoMore() {
        logger.removeHandler(said);
    }

    @Test
    void anOutageIsSaidOnceHoweverOftenItIsTriedAndOnceMoreWhenItIsOver() {
        AtomicInteger tries = new AtomicInteger();
        AtomicBoolean away = new AtomicBoolean(true);
        AtomicInteger pieces = new AtomicInteger();
        Repeating repeating = new Repeating("planning", SOON, () -> {
                    tries.incrementAndGet();
                    if (away.get()) {
                        throw new IllegalStateException("the database is away, attempt " + tries);
                    }
                    pieces.incrementAndGet();
                    return false;
                })
                .start();
        Await.until("it is tried again", () -> tries.get() > 20);
        away.set(false);
        Await.until("it works again", () -> pieces.get() > 20);
        repeating.stop();
        assertThat(said.lines)
                .containsExactly(
                        "WARNING planning does not succeed, trying until it does:"
                                + " java.lang.IllegalStateException: the database is away, attempt 1",
                        "INFO planning goes on");
    }

    @Test
    void aFailureOfAnotherKindIsSaidToo() {
        AtomicInteger tries = new AtomicInteger();
        Repeating repeating = new Repeating("planning", SOON, () -> {
                    throw tries.incrementAndGet() % 100 < 50
                            ? new IllegalStateException("away")
                            : new UnsupportedOperationException("something else");
                })
                .start();
        Await.until("both were said", () -> said.lines.size() >= 2);
        repeating.stop();
        assertThat(said.lines.get(0)).endsWith("away");
        assertThat(said.lines.get(1)).endsWith("something else");
    }

    @Test
    void whoeverIsWokenLooksAtOnce() {
        AtomicInteger pieces = new AtomicInteger();
        Repeating repeating = Repeating.resting("schedule", NEVER, () -> {
                    pieces.incrementAndGet();
                    return NEVER;
                })
                .start();
        Await.until("the first piece", () -> pieces.get() == 1);
        repeating.wake();
        Await.until("the second", () -> pieces.get() == 2);
        repeating.stop();
        assertThat(pieces).hasValue(2);
    }

    @Test
    void aStopWaitsForThePieceInHand() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        AtomicBoolean whole = new AtomicBoolean();
        Repeating repeating = new Repeating("sending", NEVER, () -> {
                    begun.countDown();
                    try {
                        go.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        return false;
                    }
                    whole.set(true);
                    return true;
                })
                .start();
        begun.await();
        Thread stop = Thread.ofVirtual().start(repeating::stop);
        go.countDown();
        stop.join();
        assertThat(whole).isTrue();
    }
}
