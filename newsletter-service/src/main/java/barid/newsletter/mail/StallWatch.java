package barid.newsletter.mail;

import barid.kit.service.Stoppable;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Cuts connections on which an answer takes too long, however it is drawn out: a socket's own time-out begins anew with each
 * byte, and there is none for writing.
 */
final class StallWatch implements Stoppable {
    static final long NOT_WAITING = 0;
    private static final Duration LOOK = Duration.ofMillis(500);

    /** A connection that may be waiting. */
    interface Watched {
        /** {@link System#nanoTime} when the wait began, or {@link #NOT_WAITING}. */
        long waitingSince();

        void cut();
    }

    private final Duration limit;
    private final Set<Watched> connections = ConcurrentHashMap.newKeySet();
    private final Thread thread = Thread.ofVirtual().name("smtp-stalls").unstarted(this::run);

    StallWatch(Duration limit) {
        this.limit = limit;
    }

    StallWatch start() {
        thread.start();
        return this;
    }

    void watch(Watched connection) {
        connections.add(connection);
    }

    void forget(Watched connection) {
        connections.remove(connection);
    }

    private void run() {
        try {
            while (true) {
                Thread.sleep(LOOK);
                long now = System.nanoTime();
                for (Watched connection : connections) {
                    long since = connection.waitingSince();
                    if (since != NOT_WAITING && now - since > limit.toNanos()) {
                        connection.cut();
                    }
                }
            }
        } catch (InterruptedException e) {
            // Stopped.
        }
    }

    @Override
    public void stop() {
        thread.interrupt();
    }
}
