package barid.feed.publishing;

import barid.feed.entries.FeedKey;
import barid.feed.entries.Topics;
import barid.kit.service.Stoppable;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Holds every document's newest bytes and renders, on a thread of its own, what a change has touched.
 *
 * <p>While the database is away it serves what it has.
 */
public final class FeedCache implements Stoppable {
    private static final Logger LOG = LoggerFactory.getLogger(FeedCache.class);
    private static final Duration RETRY = Duration.ofMillis(500);
    private static final Duration IDLE = Duration.ofSeconds(30);

    private final FeedStore store;
    private final FeedRenderer renderer;
    private final BooleanSupplier complete;
    private final InstantSource clock;
    private final Timer renders;
    private final Counter failures;
    private final Map<FeedDocument, RenderedFeed> documents = new ConcurrentHashMap<>();
    private final Map<FeedKey, Shown> shown = new HashMap<>();
    private final Map<FeedKey, RenderPace> paces = new HashMap<>();
    private final Semaphore woken = new Semaphore(0);
    private final CountDownLatch firstRender = new CountDownLatch(1);
    private final Thread thread;
    private volatile Topics topics = new Topics(Map.of());
    private volatile boolean stopped;

    private record Shown(String generation, long position) {}

    /** {@code complete} tells whether the copy was ever whole; before that nothing is rendered. */
    public FeedCache(
            FeedStore store,
            FeedRenderer renderer,
            BooleanSupplier complete,
            InstantSource clock,
            MeterRegistry metrics) {
        this.store = store;
        this.renderer = renderer;
        this.complete = complete;
        this.clock = clock;
        this.renders = Timer.builder("barid.feeds.renders")
                .description("Feeds rendered, all formats of one at a time")
                .register(metrics);
        this.failures = Counter.builder("barid.feeds.render.failures")
                .description("Renders that failed; the state before goes on being served")
                .register(metrics);
        this.thread = Thread.ofPlatform().daemon().name("render-feeds").unstarted(this::run);
    }

    /** Starts to render. */
    public FeedCache start() {
        thread.start();
        return this;
    }

    /** Something may have changed. */
    public void wake() {
        woken.release();
    }

    /** Waits until every feed was rendered once. */
    public void awaitFirstRender() {
        try {
            firstRender.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped before the first render", e);
        }
    }

    /** The document's newest state. */
    public Optional<RenderedFeed> find(FeedDocument document) {
        return Optional.ofNullable(documents.get(document));
    }

    /** What the topic counts as now: itself unless it was merged. */
    String standing(String topic) {
        return topics.resolve(topic);
    }

    private void run() {
        Duration wait = Duration.ZERO;
        boolean away = false;
        while (!stopped) {
            try {
                if (woken.tryAcquire(wait.toNanos(), TimeUnit.NANOSECONDS)) {
                    woken.drainPermits();
                }
                wait = renderTouched();
                away = false;
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                if (!away) {
                    LOG.warn("The feeds cannot be read now, trying until they can: {}", e.toString());
                }
                away = true;
                wait = RETRY;
            }
        }
    }

    /** Renders what is touched and due; how long until something else is. */
    private Duration renderTouched() {
        if (firstRender.getCount() > 0 && !complete.getAsBoolean()) {
            return IDLE;
        }
        Duration wait = IDLE;
        Topics standing = store.topics();
        for (FeedStore.Head head : store.heads()) {
            if (!head.feed().topic().map(standing::has).orElse(true)) {
                forget(head.feed());
                continue;
            }
            if (new Shown(head.generation(), head.position()).equals(shown.get(head.feed()))) {
                continue;
            }
            Duration due =
                    paces.computeIfAbsent(head.feed(), feed -> new RenderPace()).take(System.nanoTime());
            if (due.isPositive()) {
                wait = shorter(wait, due);
            } else if (!render(head.feed())) {
                wait = shorter(wait, RETRY);
            }
        }
        // Only now, so that no old address leads to a document that is not there yet.
        topics = standing;
        firstRender.countDown();
        return wait;
    }

    /** The topic was merged, and its address leads to another's feed; or it is not known yet, or no longer. */
    private void forget(FeedKey feed) {
        if (shown.remove(feed) != null) {
            documents.keySet().removeIf(document -> document.feed().equals(feed));
        }
    }

    /** One feed that cannot be rendered must not hold up the others. */
    private boolean render(FeedKey feed) {
        long start = System.nanoTime();
        try {
            FeedState state = store.read(feed);
            Map<FeedDocument, RenderedFeed> rendered = new HashMap<>();
            for (FeedFormat format : FeedFormat.of(feed)) {
                FeedDocument document = new FeedDocument(feed, format);
                byte[] bytes = renderer.render(state, format);
                String hash = RenderedFeed.hash(bytes);
                Instant second = clock.instant().truncatedTo(ChronoUnit.SECONDS);
                Optional<Instant> lastModified = store.settle(document, state.position(), hash, second);
                rendered.put(document, RenderedFeed.of(state, bytes, hash, lastModified));
            }
            documents.putAll(rendered);
            shown.put(feed, new Shown(state.generation(), state.position()));
            renders.record(Duration.ofNanos(System.nanoTime() - start));
            return true;
        } catch (RuntimeException e) {
            LOG.error("The feed {} cannot be rendered", feed, e);
            failures.increment();
            return false;
        }
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    /** The languages that have a feed. */
    public List<String> languages() {
        return documents.keySet().stream()
                .flatMap(document -> document.feed().language().stream())
                .distinct()
                .sorted()
                .toList();
    }

    /** Every topic as it is announced. */
    public Topics topics() {
        return topics;
    }

    /** The documents of a feed; none where there is no such feed. */
    public List<FeedLink> links(FeedKey feed) {
        return Arrays.stream(FeedFormat.values())
                .map(format -> new FeedDocument(feed, format))
                .filter(documents::containsKey)
                .map(renderer::link)
                .toList();
    }

    @Override
    public void stop() {
        stopped = true;
        firstRender.countDown();
        thread.interrupt();
    }
}
