package barid.article.changes;

import barid.kit.db.Database;
import barid.kit.db.Notifications;
import barid.kit.service.Stoppable;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Wakes all long polls of this process when the change feed grows: one listener, however many wait. */
public final class ChangeSignal implements Stoppable {
    private static final Duration LAST_WAIT = Duration.ofMillis(500);

    private final Notifications notifications;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition signalled = lock.newCondition();
    private long count;
    private int waiting;
    private boolean ended;

    private ChangeSignal(Database database, MeterRegistry metrics) {
        Gauge.builder("barid.changes.waiting", this::waiting)
                .description("Followers that wait for the change feed to grow")
                .register(metrics);
        this.notifications = Notifications.listen(database, ChangeLog.CHANNEL, this::signal);
    }

    /** Starts to listen. */
    public static ChangeSignal listen(Database database, MeterRegistry metrics) {
        return new ChangeSignal(database, metrics);
    }

    private int waiting() {
        lock.lock();
        try {
            return waiting;
        } finally {
            lock.unlock();
        }
    }

    private void signal() {
        lock.lock();
        try {
            count++;
            signalled.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** How often it was signalled; taken before the feed is read, so that nothing after the read is missed. */
    long count() {
        lock.lock();
        try {
            return count;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until it is signalled more than {@code seen} times; false at the limit, or at once when the service ends. Whoever asks
     * again after that waits a little: without any wait a follower would ask without a pause for as long as the port is open.
     */
    boolean awaitMoreThan(long seen, Duration limit) {
        lock.lock();
        waiting++;
        try {
            boolean atTheEnd = ended;
            long nanos = atTheEnd ? Math.min(limit.toNanos(), LAST_WAIT.toNanos()) : limit.toNanos();
            while (count <= seen && ended == atTheEnd && nanos > 0) {
                nanos = signalled.awaitNanos(nanos);
            }
            return count > seen && ended == atTheEnd;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            waiting--;
            lock.unlock();
        }
    }

    /** Lets every waiting poll answer now, and later ones wait but a little. */
    public void end() {
        lock.lock();
        try {
            ended = true;
            signalled.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void stop() {
        end();
        notifications.close();
    }
}
