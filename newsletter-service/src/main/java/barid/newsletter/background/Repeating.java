package barid.newsletter.background;

import barid.kit.service.Stoppable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Does one piece of work after another on a thread of its own, and looks again after a while when there is none. */
public final class Repeating implements Stoppable {
    private static final Logger LOG = LoggerFactory.getLogger(Repeating.class);

    private final String name;
    private final Duration interval;
    private final BooleanSupplier work;
    private final Semaphore wakeups = new Semaphore(0);
    private final Thread thread;
    private volatile boolean stopped;

    /** {@code work} does a piece and tells whether there may be more; what it throws is logged, and tried again. */
    public Repeating(String name, Duration interval, BooleanSupplier work) {
        this(name, interval, work, Thread.ofVirtual());
    }

    /** The same on a thread made by {@code threads}. */
    public Repeating(String name, Duration interval, BooleanSupplier work, Thread.Builder threads) {
        this.name = name;
        this.interval = interval;
        this.work = work;
        this.thread = threads.name(name).unstarted(this::run);
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
        while (!stopped) {
            try {
                if (!work.getAsBoolean()) {
                    rest();
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                if (!stopped) {
                    LOG.warn("{} did not succeed, trying again: {}", name, e.toString());
                    restQuietly();
                }
            }
        }
    }

    private void rest() throws InterruptedException {
        if (wakeups.tryAcquire(interval.toMillis(), TimeUnit.MILLISECONDS)) {
            wakeups.drainPermits();
        }
    }

    private void restQuietly() {
        try {
            rest();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Lets the piece in hand finish. */
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
