package barid.feed.websub;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Writes outcomes in groups: what comes while one group is written makes up the next. */
final class OutcomeWriter {
    private static final Logger LOG = LoggerFactory.getLogger(OutcomeWriter.class);
    private static final int LARGEST_GROUP = 1_000;
    private static final Duration RETRY = Duration.ofMillis(500);

    private final DeliveryQueue queue;
    private final InstantSource clock;
    private final BlockingQueue<Outcome> waiting = new LinkedBlockingQueue<>();
    private final Thread thread;

    OutcomeWriter(DeliveryQueue queue, InstantSource clock) {
        this.queue = queue;
        this.clock = clock;
        this.thread = Thread.ofPlatform().daemon().name("hub-outcomes").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    void add(Outcome outcome) {
        waiting.add(outcome);
    }

    private void run() {
        try {
            while (true) {
                List<Outcome> group = new ArrayList<>(List.of(waiting.take()));
                waiting.drainTo(group, LARGEST_GROUP - 1);
                write(group);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Until it is written: to give it up would be to deliver all of it once more. */
    private void write(List<Outcome> group) throws InterruptedException {
        boolean away = false;
        while (true) {
            try {
                queue.write(group, clock.instant());
                return;
            } catch (RuntimeException e) {
                if (!away) {
                    LOG.warn("Outcomes of deliveries cannot be written now, trying until they can: {}", e.toString());
                }
                away = true;
                Thread.sleep(RETRY);
            }
        }
    }

    /** Stops, and writes what is left if the database lets it. */
    void stop() throws InterruptedException {
        thread.interrupt();
        thread.join(RETRY);
        List<Outcome> left = new ArrayList<>();
        waiting.drainTo(left);
        if (!left.isEmpty()) {
            queue.write(left, clock.instant());
        }
    }
}
