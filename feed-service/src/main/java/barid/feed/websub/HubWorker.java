package barid.feed.websub;

import barid.feed.entries.FeedKey;
import barid.feed.publishing.FeedDocument;
import barid.feed.publishing.FeedFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Claims requests to be verified and subscriptions that are behind, and asks their callbacks on threads of its own. Any
 * number of processes may do so at once.
 */
final class HubWorker {
    private static final Logger LOG = LoggerFactory.getLogger(HubWorker.class);
    /** Verifications in flight at once. */
    static final int VERIFICATIONS = 64;

    private static final Duration UPKEEP = Duration.ofSeconds(30);
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(2);

    private final String owner;
    private final SubscriptionStore subscriptions;
    private final DeliveryQueue queue;
    private final OutcomeWriter writer;
    private final Verification verification;
    private final Courier courier;
    private final Newest newest;
    private final HubSettings settings;
    private final HubMetrics metrics;
    private final InstantSource clock;
    private final Lanes verifications;
    private final Lanes firsts;
    private final Lanes repeats;
    private final ExecutorService requests = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("hub-", 0).factory());
    private final Semaphore woken = new Semaphore(0);
    private final Thread thread;
    private Instant nextUpkeep = Instant.MIN;
    private volatile boolean stopped;

    /** {@code owner} names this start of this process. */
    HubWorker(
            String owner,
            SubscriptionStore subscriptions,
            DeliveryQueue queue,
            Verification verification,
            Courier courier,
            Newest newest,
            HubSettings settings,
            HubMetrics metrics,
            InstantSource clock) {
        this.owner = owner;
        this.subscriptions = subscriptions;
        this.queue = queue;
        this.writer = new OutcomeWriter(queue, clock);
        this.verification = verification;
        this.courier = courier;
        this.newest = newest;
        this.settings = settings;
        this.metrics = metrics;
        this.clock = clock;
        // Callbacks that failed before may fill a part of their own, never that of the others.
        int second = Math.max(1, settings.concurrency() / 4);
        HostTurns turns = new HostTurns();
        this.firsts = new Lanes(turns, Math.max(1, settings.concurrency() - second), this::wake);
        this.repeats = new Lanes(turns, second, this::wake);
        this.verifications = new Lanes(turns, VERIFICATIONS, this::wake);
        this.thread = Thread.ofPlatform().daemon().name("hub").unstarted(this::run);
    }

    void start() {
        writer.start();
        thread.start();
    }

    /** There may be something to do. */
    void wake() {
        woken.release();
    }

    private void run() {
        boolean away = false;
        while (!stopped) {
            try {
                work();
                away = false;
                if (woken.tryAcquire(settings.poll().toNanos(), TimeUnit.NANOSECONDS)) {
                    woken.drainPermits();
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                if (!away && !stopped) {
                    LOG.warn("The hub cannot work now, trying until it can: {}", e.toString());
                }
                away = true;
                pause();
            }
        }
    }

    private void pause() {
        try {
            Thread.sleep(settings.poll());
        } catch (InterruptedException e) {
            stopped = true;
        }
    }

    private void work() {
        Instant now = clock.instant();
        if (!now.isBefore(nextUpkeep)) {
            subscriptions.expire(now);
            metrics.subscriptions(subscriptions.counts().standing());
            nextUpkeep = now.plus(UPKEEP);
        }
        verifyDue();
        while (!stopped && deliverDue()) {
            verifyDue();
        }
    }

    private void verifyDue() {
        int room = verifications.room();
        if (room == 0) {
            return;
        }
        Instant now = clock.instant();
        Instant until = now.plus(settings.claim());
        for (PendingRequest pending : subscriptions.claim(owner, now, until, verifications.busy(), room)) {
            start(verifications, pending.request().host(), until, () -> settle(pending));
        }
    }

    private void settle(PendingRequest pending) throws InterruptedException {
        Verdict verdict = verification.ask(pending.request());
        Instant now = clock.instant();
        switch (verdict) {
            case CONFIRMED -> subscriptions.confirm(pending, now);
            case REFUSED -> subscriptions.refuse(pending);
            case UNANSWERED -> {
                Optional<Duration> wait = BackOffPolicy.verification(pending.attempts() + 1);
                if (wait.isPresent()) {
                    subscriptions.postpone(pending, now, wait.get());
                } else {
                    subscriptions.refuse(pending);
                }
            }
        }
    }

    /** Whether something was claimed. */
    private boolean deliverDue() {
        if (firsts.room() == 0 && repeats.room() == 0) {
            return false;
        }
        List<FeedKey> feeds = rendered(queue.behind(clock.instant()));
        if (feeds.isEmpty()) {
            return false;
        }
        boolean first = claim(feeds, false, firsts);
        boolean repeated = claim(feeds, true, repeats);
        return first || repeated;
    }

    /** The feeds of which this process has rendered all that there is to tell; each render wakes us. */
    private List<FeedKey> rendered(Map<FeedKey, Long> behind) {
        behind.forEach(metrics::news);
        return behind.entrySet().stream()
                .filter(feed -> newest.find(new FeedDocument(feed.getKey(), FeedFormat.ATOM))
                        .filter(state -> state.position() >= feed.getValue())
                        .isPresent())
                .map(Map.Entry::getKey)
                .toList();
    }

    private boolean claim(List<FeedKey> feeds, boolean again, Lanes lanes) {
        int room = lanes.room();
        if (room == 0) {
            return false;
        }
        Instant now = clock.instant();
        List<Delivery> claimed =
                queue.claim(feeds, again, lanes.busy(), Lanes.REFILL, room, now, now.plus(settings.claim()));
        for (Delivery delivery : claimed) {
            start(lanes, delivery.host(), delivery.claimedUntil(), () -> deliver(delivery));
        }
        return !claimed.isEmpty();
    }

    private void deliver(Delivery delivery) throws InterruptedException {
        Outcome outcome = courier.deliver(delivery);
        metrics.count(delivery, outcome);
        writer.add(outcome);
    }

    private void start(Lanes lanes, String host, Instant until, Lanes.Work work) {
        lanes.claimed(host);
        requests.execute(() -> {
            try {
                lanes.take(host, () -> {
                    // Who waited too long for its turn leaves the claim to run out.
                    if (stands(until)) {
                        work.run();
                    }
                });
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException e) {
                LOG.warn("A request of the hub was cut off, and is made again: {}", e.toString());
            }
        });
    }

    /** Whether a request that starts now ends while the claim holds. */
    private boolean stands(Instant until) {
        return !stopped && clock.instant().plus(settings.timeout()).isBefore(until);
    }

    /** Ends what is in flight after a moment, writes its outcomes, and leaves the rest to others. */
    void stop() {
        stopped = true;
        thread.interrupt();
        try {
            thread.join(LAST_ANSWERS);
            requests.shutdown();
            if (!requests.awaitTermination(LAST_ANSWERS.toMillis(), TimeUnit.MILLISECONDS)) {
                requests.shutdownNow();
            }
            writer.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        queue.letGo();
    }
}
