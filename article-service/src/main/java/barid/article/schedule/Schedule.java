package barid.article.schedule;

import barid.article.audit.Actor;
import barid.article.content.Articles;
import barid.kit.db.Database;
import barid.kit.service.Stoppable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Publishes scheduled translations at their instant, in every instance of the service at once. */
public final class Schedule implements Stoppable {
    private static final Logger LOG = LoggerFactory.getLogger(Schedule.class);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration LATE = Duration.ofSeconds(5);
    private static final Actor ACTOR = Actor.software("schedule");

    private final Database database;
    private final Articles articles;
    private final InstantSource clock;
    private final ScheduleStore store = new ScheduleStore();
    private final Thread thread = Thread.ofVirtual().name("schedule").unstarted(this::run);
    private final CountDownLatch stop = new CountDownLatch(1);

    public Schedule(Database database, Articles articles, InstantSource clock) {
        this.database = database;
        this.articles = articles;
        this.clock = clock;
    }

    /** Starts to publish, for ever; what fell due in the meantime goes out at once. */
    public Schedule start() {
        thread.start();
        return this;
    }

    private void run() {
        boolean failing = false;
        Duration pause = Duration.ZERO;
        while (!stoppedWithin(pause)) {
            try {
                // one by one, each in a transaction of its own
                pause = publishOne() ? Duration.ZERO : untilNext();
                failing = false;
            } catch (RuntimeException e) {
                if (!failing) {
                    LOG.warn("The schedule cannot be followed now, trying until it can: {}", e.toString());
                    failing = true;
                }
                pause = LOOK;
            }
        }
    }

    private boolean publishOne() {
        return database.transactions().inTransaction(tx -> {
            Instant now = clock.instant();
            Optional<ScheduleStore.Due> claimed = store.claim(tx, now);
            claimed.ifPresent(due -> articles.publishDue(tx, due.article(), due.language(), now, ACTOR)
                    .ifPresent(published -> say(due, now)));
            return claimed.isPresent();
        });
    }

    private static void say(ScheduleStore.Due due, Instant now) {
        Duration late = Duration.between(due.at(), now);
        if (late.compareTo(LATE) > 0) {
            LOG.warn(
                    "Article {} in {} was due at {} and is published {} s late",
                    due.article(),
                    due.language(),
                    due.at(),
                    late.toSeconds());
        }
    }

    private Duration untilNext() {
        return store.next(database.client().execute())
                .map(at -> Duration.between(clock.instant(), at))
                .map(until -> until.compareTo(LOOK) > 0 ? LOOK : until.isPositive() ? until : Duration.ofMillis(20))
                .orElse(LOOK);
    }

    private boolean stoppedWithin(Duration pause) {
        try {
            return stop.await(pause.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** What is in hand is finished: an interrupt would break its connection in mid-commit. */
    @Override
    public void stop() {
        stop.countDown();
        try {
            thread.join(Duration.ofSeconds(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
