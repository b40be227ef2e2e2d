package barid.newsletter.deliveries;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Since when mails whose answer is not written are on their way, and who waits for that. A mail counts from before its content left: by
 * the receiver's clock it was taken later than that, whatever held up its answer.
 */
final class Unwritten {
    private static final long NONE = 0;
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition written = lock.newCondition();
    /** When the oldest that nobody writes yet left. */
    private volatile long waiting = NONE;
    /** When the oldest of those that are being written left. */
    private volatile long inHand = NONE;

    /** How many they are. */
    private final AtomicInteger waitingCount = new AtomicInteger();

    private volatile int inHandCount;

    /** Exports how much waits, and for how long. */
    void measure(MeterRegistry metrics) {
        Gauge.builder("barid.deliveries.unwritten", () -> waitingCount.get() + inHandCount)
                .description("Outcomes of this process that wait to be written")
                .register(metrics);
        Gauge.builder("barid.deliveries.unwritten.seconds", () -> age() / 1e9)
                .description("How long the oldest of them has waited; 0: none does")
                .register(metrics);
    }

    /**
     * An answer comes, which {@code enqueue} hands to the writer: at once with that, lest it wait unseen.
     *
     * @param left when its mail left, by {@link System#nanoTime}
     */
    void add(long left, Runnable enqueue) {
        lock.lock();
        try {
            if (waiting == NONE || left - waiting < 0) {
                waiting = left;
            }
            waitingCount.incrementAndGet();
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
            inHandCount = waitingCount.getAndSet(0);
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

    /** Nanoseconds for which the oldest has been on its way; 0 if nothing waits. */
    long age() {
        // In this order: what begins to be written meanwhile is seen in one of the two.
        long wait = waiting;
        long hand = inHand;
        if (hand == NONE && wait == NONE) {
            return 0;
        }
        long now = System.nanoTime();
        return Math.max(hand == NONE ? 0 : now - hand, wait == NONE ? 0 : now - wait);
    }
}
