package barid.feed.publishing;

import barid.feed.entries.FeedKey;
import barid.feed.entries.Topics;
import barid.kit.service.Stoppable;
import barid.kit.tracing.Tracing;
import barid.kit.tracing.Work;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * Holds every document's newest bytes and renders, on a thread of its own, what a change has touched.
 *
 * <p>While the database is away it serves what it has.
 */
public final class FeedCache implements Stoppable {
    private static final Logger LOG = LoggerFactory.getLogger(FeedCache.class);
    private static final Duration RETRY = Duration.ofMillis(500);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);
    private static final Duration IDLE = Duration.ofSeconds(30);
    /** So many are rendered before the heads are read again: what was touched meanwhile may be more urgent. */
    private static final int AT_A_TIME = 20;

    private static final Comparator<FeedStore.Head> WIDEST_FIRST = Comparator.comparingInt(
                    (FeedStore.Head head) -> head.feed().topic().isPresent() ? 1 : 0)
            .thenComparingLong(FeedStore.Head::position);

    private final FeedStore store;
    private final FeedRenderer renderer;
    private final Breaches breaches;
    private final BooleanSupplier complete;
    private final InstantSource clock;
    private final Timer renders;
    private final Counter failures;
    private final Freshness freshness;
    private final Map<FeedDocument, RenderedFeed> documents = new ConcurrentHashMap<>();
    private final Map<FeedKey, Shown> shown = new ConcurrentHashMap<>();
    private final Map<FeedKey, RenderPace> paces = new HashMap<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final Semaphore woken = new Semaphore(0);
    private final Rounds rounds = new Rounds();
    private final CountDownLatch firstRender = new CountDownLatch(1);
    private final Thread thread;
    private RenderTraces traces;
    private volatile Topics topics = new Topics(Map.of());
    private volatile Set<FeedKey> retired = Set.of();
    private volatile Set<FeedKey> behind = Set.of();
    private volatile boolean stopped;

    private record Shown(String generation, long position) {}

    /** {@code complete} tells whether the copy was ever whole; before that nothing is rendered. */
    public FeedCache(
            FeedStore store,
            FeedRenderer renderer,
            Breaches breaches,
            BooleanSupplier complete,
            InstantSource clock,
            MeterRegistry metrics) {
        this.store = store;
        this.traces = new RenderTraces(store, Tracing.OFF);
        this.renderer = renderer;
        this.breaches = breaches;
        this.complete = complete;
        this.clock = clock;
        this.renders = Timer.builder("barid.feeds.renders")
                .description("Feeds rendered, all formats of one at a time")
                .register(metrics);
        this.failures = Counter.builder("barid.feeds.render.failures")
                .description("Renders that failed; the state before goes on being served")
                .register(metrics);
        this.freshness = new Freshness(System::nanoTime, metrics);
        this.thread = Thread.ofPlatform().daemon().name("render-feeds").unstarted(this::run);
    }

    /** Tells {@code given} of each render, in the traces of the writes that it shows first. */
    public FeedCache traced(Tracing given) {
        traces = new RenderTraces(store, given);
        return this;
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

    /** Has {@code listener} run after documents changed, on the thread that renders: it must return at once. */
    public void listen(Runnable listener) {
        listeners.add(listener);
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

    /** The document's newest state that the database knows of; if it takes too long or is away, the one that is here. */
    Optional<RenderedFeed> findNewest(FeedDocument document) {
        long deadline = System.nanoTime() + LONGEST_WAIT.toNanos();
        do {
            rounds.awaitNext(this::wake, deadline);
        } while (behind.contains(document.feed()) && System.nanoTime() < deadline && !stopped);
        return find(document);
    }

    /** What the topic counts as now: itself unless it was merged. */
    String standing(String topic) {
        return topics.resolve(topic);
    }

    /** Whether there was such a feed and never will be again. */
    boolean isRetired(FeedKey feed) {
        return retired.contains(feed);
    }

    private void run() {
        Duration wait = Duration.ZERO;
        boolean away = false;
        while (!stopped) {
            try {
                if (woken.tryAcquire(wait.toNanos(), TimeUnit.NANOSECONDS)) {
                    woken.drainPermits();
                }
                rounds.begin();
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
            } finally {
                rounds.end();
            }
        }
    }

    /** Renders what is touched and due; how long until something else is. */
    private Duration renderTouched() {
        if (firstRender.getCount() > 0 && !complete.getAsBoolean()) {
            return IDLE;
        }
        Look look = Look.at(store.heads(), store.topics());
        breaches.refresh();
        List<FeedStore.Head> touched = look.there().stream()
                .filter(head -> !new Shown(head.generation(), head.position()).equals(shown.get(head.feed())))
                .sorted(WIDEST_FIRST)
                .toList();
        Duration wait = IDLE;
        Set<FeedKey> left = new HashSet<>();
        int rendered = 0;
        for (FeedStore.Head head : touched) {
            Duration due = rendered == AT_A_TIME
                    ? Duration.ofNanos(1)
                    : paces.computeIfAbsent(head.feed(), feed -> new RenderPace())
                            .take(System.nanoTime());
            if (!due.isPositive() && render(head.feed())) {
                rendered++;
            } else {
                left.add(head.feed());
                wait = shorter(wait, due.isPositive() ? due : RETRY);
            }
        }
        behind = left;
        freshness.looked(left);
        if (rendered > 0) {
            listeners.forEach(Runnable::run);
        }
        if (rendered < AT_A_TIME) {
            end(look);
        }
        return wait;
    }

    /** Only when all is rendered, so that no old address leads to a document that is not there yet. */
    private void end(Look look) {
        topics = look.topics();
        retired = look.retired();
        Set<FeedKey> there = look.there().stream().map(FeedStore.Head::feed).collect(Collectors.toSet());
        shown.keySet().retainAll(there);
        paces.keySet().retainAll(there);
        documents.keySet().removeIf(document -> !there.contains(document.feed()));
        firstRender.countDown();
    }

    /** One feed that cannot be rendered must not hold up the others. */
    private boolean render(FeedKey feed) {
        long start = System.nanoTime();
        Instant since = clock.instant();
        try {
            Fragments.Visit visit = renderer.visit();
            FeedState state = store.read(feed, visit::lacks);
            try (Work work = traces.begin(state, shownUpTo(state), since)) {
                show(state, visit, work);
            }
            renders.record(Duration.ofNanos(System.nanoTime() - start));
            return true;
        } catch (RuntimeException e) {
            LOG.error("The feed {} cannot be rendered", feed, e);
            failures.increment();
            return false;
        }
    }

    private void show(FeedState state, Fragments.Visit visit, Work work) {
        try {
            FeedRenderer.Rendering rendering = renderer.render(state, FeedFormat.of(state.feed()), visit);
            documents.putAll(finish(state, rendering));
            shown.put(state.feed(), new Shown(state.generation(), state.position()));
            breaches.note(state, rendering);
        } catch (RuntimeException e) {
            work.fail(e);
            throw e;
        }
    }

    /** The position after which the feed's state is news; empty while this process or its database begins. */
    private OptionalLong shownUpTo(FeedState state) {
        Shown before = shown.get(state.feed());
        if (firstRender.getCount() > 0) {
            return OptionalLong.empty();
        }
        if (before == null) {
            return OptionalLong.of(0);
        }
        return before.generation().equals(state.generation())
                ? OptionalLong.of(before.position())
                : OptionalLong.empty();
    }

    private Map<FeedDocument, RenderedFeed> finish(FeedState state, FeedRenderer.Rendering rendering) {
        Map<FeedFormat, RenderedFeed.Draft> drafts = new EnumMap<>(FeedFormat.class);
        rendering.documents().forEach((format, document) -> drafts.put(format, new RenderedFeed.Draft(document)));
        Map<FeedFormat, String> hashes = new EnumMap<>(FeedFormat.class);
        drafts.forEach((format, draft) -> hashes.put(format, draft.hash()));
        Instant second = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        Map<FeedFormat, Instant> dates = store.settle(state.feed(), state.position(), hashes, second);
        Map<FeedDocument, RenderedFeed> finished = new HashMap<>();
        drafts.forEach((format, draft) -> finished.put(
                new FeedDocument(state.feed(), format),
                new RenderedFeed(state, draft, Optional.ofNullable(dates.get(format)), renderer.links(state, format))));
        return finished;
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
        return FeedFormat.of(feed).stream()
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
