package barid.newsletter.deliveries;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** Since when answers wait to be written, and who waits for that. */
final class Unwritten {
    private static final long NONE = 0;
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition written = lock.newCondition();
    /** When the oldest that nobody writes yet came. */
    private volatile long waiting = NONE;
    /** When the oldest of those that are being written came. */
    private volatile long inHand = NONE;

    /** How many they are; written under the lock. */
    private volatile int waitingCount;

    private volatile int inHandCount;

    /** Exports how much waits, and for how long. */
    void measure(MeterRegistry metrics) {
        Gauge.builder("barid.deliveries.unwritten", () -> waitingCount + inHandCount)
                .description("Outcomes of this process that wait to be written")
                .register(metrics);
        Gauge.builder("barid.deliveries.unwritten.seconds", () -> age() / 1e9)
                .description("How long the oldest of them has waited; 0: none does")
                .register(metrics);
    }

    /** An answer comes, which {@code enqueue} hands to the writer: at once with that, lest it wait unseen. */
    void add(Runnable enqueue) {
        lock.lock();
        try {
            if (waiting == NONE) {
                waiting = System.nanoTime();
            }
            waitingCount++;
            enqueue.run();
        } finally {
            lock.unlock();
        }
    }

    /** All that waits, which {@code drain} takes, is being written from now on. */
    void begin(Runnable drain) {
        lock.lock();
        try {
            drain.run();
            inHand = waiting;
            waiting = NONE;
            inHandCount = waitingCount;
            waitingCount = 0;
        } finally {
            lock.unlock();
        }
    }

    void end() {
        lock.lock();
        try {
            inHand = NONE;
            inHandCount = 0;
            written.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until nothing is older than {@code limit} nanoseconds; false if {@code worthwhile} is not, meanwhile. */
    boolean await(long limit, BooleanSupplier worthwhile) {
        while (older(limit)) {
            if (!worthwhile.getAsBoolean()) {
                return false;
            }
            lock.lock();
            try {
                if (older(limit)) {
                    written.awaitNanos(LOOK_NANOS);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            } finally {
                lock.unlock();
            }
        }
        return true;
    }

    private boolean older(long limit) {
        return age() > limit;
    }

    /** Nanoseconds; 0 if nothing waits. */
    private long age() {
        // In this order: what begins to be written meanwhile is seen in one of the two.
        long wait = waiting;
        long hand = inHand;
        long oldest = hand != NONE ? hand : wait;
        return oldest == NONE ? 0 : System.nanoTime() - oldest;
    }
}
