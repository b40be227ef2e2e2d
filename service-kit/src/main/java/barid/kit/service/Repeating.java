package barid.kit.service;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Does one piece of work after another on a thread of its own, and looks again after a while when there is none. What a piece
 * throws is said once for as long as it is the same, and tried again.
 */
public final class Repeating implements Stoppable {
    private static final Logger LOG = LoggerFactory.getLogger(Repeating.class);

    private final String name;
    private final Duration retry;
    private final Supplier<Duration> work;
    private final Semaphore wakeups = new Semaphore(0);
    private final Thread thread;
    private volatile boolean stopped;

    private Repeating(String name, Duration retry, Supplier<Duration> work, Thread.Builder threads) {
        this.name = name;
        this.retry = retry;
        this.work = work;
        this.thread = threads.name(name).unstarted(this::run);
    }

    /** {@code work} does a piece and tells whether there may be more: if not, it is looked again after {@code interval}. */
    public Repeating(String name, Duration interval, BooleanSupplier work) {
        this(name, interval, work, Thread.ofVirtual());
    }

    /** The same on a thread made by {@code threads}. */
    public Repeating(String name, Duration interval, BooleanSupplier work, Thread.Builder threads) {
        this(name, interval, () -> work.getAsBoolean() ? Duration.ZERO : interval, threads);
    }

    /** {@code work} does a piece and tells after how long it is looked again; after a failure that is {@code retry}. */
    public static Repeating resting(String name, Duration retry, Supplier<Duration> work) {
        return new Repeating(name, retry, work, Thread.ofVirtual());
    }

    public Repeating start() {
        thread.start();
        return this;
    }

    /** Looks at once. */
    public void wake() {
        wakeups.release();
    }

    private void run() {
        Class<?> failing = null;
        boolean goesOn = true;
        while (goesOn && !stopped) {
            Duration rest;
            try {
                rest = work.get();
                if (failing != null) {
                    LOG.info("{} goes on", name);
                }
                failing = null;
            } catch (RuntimeException e) {
                rest = retry;
                failing = said(e, failing);
            }
            goesOn = rested(rest);
        }
    }

    /** Once, not at each attempt: an outage of the night would bury what else was said of it. */
    private Class<?> said(RuntimeException e, @Nullable Class<?> before) {
        if (!stopped && e.getClass() != before) {
            LOG.warn("{} does not succeed, trying until it does: {}", name, e.toString());
        }
        return e.getClass();
    }

    private boolean rested(Duration rest) {
        try {
            if (rest.isPositive() && wakeups.tryAcquire(rest.toNanos(), TimeUnit.NANOSECONDS)) {
                wakeups.drainPermits();
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Lets the piece in hand finish: an interrupt would break its connection in mid-commit. */
    @Override
    public void stop() {
        stopped = true;
        wake();
        try {
            thread.join(Duration.ofSeconds(30));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
