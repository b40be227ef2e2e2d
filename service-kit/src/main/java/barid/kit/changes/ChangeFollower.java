package barid.kit.changes;

import barid.kit.db.Database;
import barid.kit.service.Stoppable;
import barid.kit.tracing.Tracing;
import barid.kit.tracing.Work;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps a copy of what is published: reads the change feed by long poll and applies each page in one transaction that
 * also moves the cursor.
 *
 * <p>Every replica follows; the transaction applies its page only if the stored cursor is still the one that the read
 * started from, so a page that two replicas fetched is applied once. No leader and no session lock are needed.
 */
public final class ChangeFollower implements Stoppable {
    private static final Logger LOG = LoggerFactory.getLogger(ChangeFollower.class);
    private static final Duration LONG_POLL = Duration.ofSeconds(25);
    private static final Duration RETRY = Duration.ofMillis(500);

    private final ChangeFeedClient client;
    private final Database database;
    private final CursorStore cursors = new CursorStore();
    private final ChangeHandler handler;
    private final String channel;
    private final InstantSource clock;
    private final AtomicLong lastContact = new AtomicLong();
    private final AtomicLong lastHead = new AtomicLong();
    private final Counter applied;
    private final Counter rebuilds;
    private final Thread thread;
    private Tracing tracing = Tracing.OFF;
    private volatile boolean stopped;

    /** What one step did; the loop waits only when the feed has nothing more. */
    enum Step {
        APPLIED,
        AT_HEAD,
        OVERTAKEN,
        REBUILD
    }

    /**
     * Creates a follower; nothing runs before {@link #start()}.
     *
     * @param channel notified at every commit that changed the copy; an SQL identifier of ours
     */
    public ChangeFollower(
            ChangeFeedClient client,
            Database database,
            ChangeHandler handler,
            String channel,
            InstantSource clock,
            MeterRegistry metrics) {
        this.client = client;
        this.database = database;
        this.handler = handler;
        this.channel = channel;
        this.clock = clock;
        this.applied = Counter.builder("barid.changes.applied")
                .description("Changes applied to this service's copy by this process")
                .register(metrics);
        this.rebuilds = Counter.builder("barid.changes.rebuilds")
                .description("Rebuilds begun because the cursor was no longer known")
                .register(metrics);
        lastContact.set(clock.millis());
        Gauge.builder("barid.changes.contact.age", () -> (clock.millis() - lastContact.get()) / 1000.0)
                .baseUnit("seconds")
                .description("Time since the change feed last answered")
                .register(metrics);
        lastHead.set(clock.millis());
        Gauge.builder("barid.changes.head.age", () -> (clock.millis() - lastHead.get()) / 1000.0)
                .baseUnit("seconds")
                .description("Time since this process last found that its copy has all there is")
                .register(metrics);
        this.thread = Thread.ofVirtual().name("follower-" + channel).unstarted(this::run);
    }

    /** Tells {@code given} of each page that brings news, in the traces of the writes that it came from. */
    public ChangeFollower traced(Tracing given) {
        tracing = given;
        return this;
    }

    /** Starts to follow, for ever. */
    public ChangeFollower start() {
        thread.start();
        return this;
    }

    /** Whether the copy was ever complete: the head of the feed was reached once. */
    public boolean everComplete() {
        return cursors.read(database.client().execute()).headReached();
    }

    private void run() {
        Duration wait = Duration.ZERO;
        boolean failing = false;
        while (!stopped) {
            try {
                wait = step(wait) == Step.AT_HEAD ? LONG_POLL : Duration.ZERO;
                if (failing) {
                    LOG.info("The change feed is followed again");
                    failing = false;
                }
            } catch (InterruptedException e) {
                return;
            } catch (IOException | RuntimeException e) {
                // Said once: the age of the last contact is a metric for as long as it lasts.
                if (!failing && !stopped) {
                    LOG.warn("The change feed cannot be followed now, trying until it can: {}", e.toString());
                    failing = true;
                }
                pause();
            }
        }
    }

    /** Reads one page and applies it. */
    Step step(Duration wait) throws IOException, InterruptedException {
        CursorStore.Place place = cursors.read(database.client().execute());
        ChangeFeedClient.Answer answer = client.read(place.cursor(), wait);
        lastContact.set(clock.millis());
        Step step = switch (answer) {
            case ChangeFeedClient.Answer.CursorGone() -> startRebuild(place.cursor());
            case ChangeFeedClient.Answer.Page(ChangePage page) -> follow(place, page);
        };
        if (step == Step.AT_HEAD) {
            lastHead.set(clock.millis());
        }
        return step;
    }

    private Step startRebuild(Optional<String> from) {
        return database.transactions().inTransaction(tx -> {
            if (!cursors.lock(tx).cursor().equals(from)) {
                return Step.OVERTAKEN;
            }
            LOG.warn("The cursor {} is no longer known: reading everything anew", from.orElse("(none)"));
            cursors.startRebuild(tx);
            rebuilds.increment();
            return Step.REBUILD;
        });
    }

    private Step follow(CursorStore.Place place, ChangePage page) {
        if (!tracing.on() || page.changes().isEmpty() || place.rebuilding() || !place.headReached()) {
            // What a copy catches up on was traced when it was news, if ever.
            return apply(place.cursor(), page);
        }
        try (Work work = tracing.caused(
                "follow changes",
                page.changes().stream()
                        .map(Change::traceparent)
                        .filter(Objects::nonNull)
                        .toList())) {
            work.tell("barid.changes", page.changes().size());
            try {
                Step step = apply(place.cursor(), page);
                work.tell(
                        "barid.applied",
                        step == Step.OVERTAKEN ? 0 : page.changes().size());
                return step;
            } catch (RuntimeException e) {
                work.fail(e);
                throw e;
            }
        }
    }

    private Step apply(Optional<String> from, ChangePage page) {
        boolean atHead = page.changes().isEmpty();
        return database.transactions().inTransaction(tx -> {
            CursorStore.Place place = cursors.lock(tx);
            if (!place.cursor().equals(from)) {
                return Step.OVERTAKEN;
            }
            handler.apply(tx, page.applied());
            if (place.rebuilding()) {
                cursors.see(tx, page.changes());
                if (atHead) {
                    handler.forgetUnseen(tx);
                    cursors.endRebuild(tx);
                }
            }
            if (atHead) {
                cursors.reachHead(tx);
            }
            cursors.move(tx, page);
            if (!atHead || place.rebuilding() || !place.headReached()) {
                cursors.notify(tx, channel);
            }
            applied.increment(page.changes().size());
            return atHead ? Step.AT_HEAD : Step.APPLIED;
        });
    }

    private void pause() {
        try {
            Thread.sleep(RETRY);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void stop() {
        stopped = true;
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        client.close();
    }
}
