package barid.kit.service;

import barid.kit.db.Database;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Looks whether the database answers, whatever the traffic is: a service goes on without it, so somebody has to say so. */
final class DatabaseWatch implements Stoppable {
    private static final Duration EVERY = Duration.ofSeconds(5);

    private final Database database;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread = Thread.ofVirtual().name("database-watch").unstarted(this::run);
    private volatile boolean answers = true;

    private DatabaseWatch(Database database, MeterRegistry metrics) {
        this.database = database;
        Gauge.builder("barid.db.up", () -> answers ? 1 : 0)
                .description("1 while the service gets a connection to its database, looked at every 5 seconds")
                .register(metrics);
    }

    static DatabaseWatch start(Database database, MeterRegistry metrics) {
        DatabaseWatch watch = new DatabaseWatch(database, metrics);
        watch.thread.start();
        return watch;
    }

    private void run() {
        try {
            while (!stop.await(EVERY.toNanos(), TimeUnit.NANOSECONDS)) {
                answers = database.answers();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void stop() {
        stop.countDown();
    }
}
