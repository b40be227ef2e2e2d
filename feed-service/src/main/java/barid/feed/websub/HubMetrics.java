package barid.feed.websub;

import barid.feed.entries.FeedKey;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** What the hub counts. */
final class HubMetrics {
    private final Counter delivered;
    private final Counter failed;
    private final Counter ended;
    private final Timer lag;
    private final AtomicLong subscriptions = new AtomicLong();
    private final Map<FeedKey, News> news = new ConcurrentHashMap<>();

    private record News(long ping, long seenAt) {}

    HubMetrics(MeterRegistry metrics) {
        this.delivered = deliveries("delivered", metrics);
        this.failed = deliveries("failed", metrics);
        this.ended = deliveries("ended", metrics);
        this.lag = Timer.builder("barid.hub.lag")
                .description("From when this process sees that a feed has news to its delivery at the first attempt")
                .publishPercentiles(0.5, 0.99)
                .register(metrics);
        Gauge.builder("barid.hub.subscriptions", subscriptions, AtomicLong::get)
                .description("Subscriptions that stand")
                .register(metrics);
    }

    private static Counter deliveries(String outcome, MeterRegistry metrics) {
        return Counter.builder("barid.hub.deliveries")
                .description("Requests to callbacks by what became of them")
                .tag("outcome", outcome)
                .register(metrics);
    }

    void subscriptions(long count) {
        subscriptions.set(count);
    }

    /** The feed has something to tell up to {@code ping}; heard of once or often. */
    void news(FeedKey feed, long ping) {
        news.compute(
                feed,
                (key, before) -> before == null || before.ping() < ping ? new News(ping, System.nanoTime()) : before);
    }

    void count(Delivery delivery, Outcome outcome) {
        switch (outcome) {
            case Outcome.Delivered done -> {
                delivered.increment();
                News seen = news.get(delivery.document().feed());
                if (delivery.failures() == 0 && seen != null && seen.ping() <= done.position()) {
                    lag.record(Duration.ofNanos(System.nanoTime() - seen.seenAt()));
                }
            }
            case Outcome.Failed failure -> failed.increment();
            case Outcome.Ended gone -> ended.increment();
            case Outcome.Passed nothing -> {}
            case Outcome.LetGo nothing -> {}
        }
    }
}
