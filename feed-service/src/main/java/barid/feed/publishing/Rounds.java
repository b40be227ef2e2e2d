package barid.feed.publishing;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Lets requests wait for the renderer's next look at the database: many for one, and not as often as strangers like. */
final class Rounds {
    private static final long APART = Duration.ofMillis(100).toNanos();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    private long begun;
    private long done;
    private long asked;
    private long lastAsked = System.nanoTime() - APART;

    void begin() {
        lock.lock();
        try {
            begun++;
        } finally {
            lock.unlock();
        }
    }

    void end() {
        lock.lock();
        try {
            done = begun;
            ended.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the end of a round that begins from now on, at most until {@code deadline} (of {@link System#nanoTime}). */
    void awaitNext(Runnable wake, long deadline) {
        lock.lock();
        try {
            long wanted = begun + 1;
            for (long now = System.nanoTime(); done < wanted && now < deadline; now = System.nanoTime()) {
                if (asked < wanted && now - lastAsked >= APART) {
                    asked = wanted;
                    lastAsked = now;
                    wake.run();
                }
                ended.awaitNanos(Math.min(APART, deadline - now));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }
}
