package barid.feed.publishing;

import barid.feed.entries.FeedKey;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/** How far what is served may be behind what the database has: a feed that cannot be rendered is served on as it was. */
final class Freshness {
    private final LongSupplier nanos;
    private final Map<FeedKey, Long> since = new HashMap<>();
    private volatile int waiting;
    private volatile long oldest;

    /** {@code nanos} is a clock as {@link System#nanoTime}. */
    Freshness(LongSupplier nanos, MeterRegistry metrics) {
        this.nanos = nanos;
        this.oldest = nanos.getAsLong();
        Gauge.builder("barid.feeds.backlog", () -> waiting)
                .description("Feeds that changed and wait to be rendered")
                .register(metrics);
        Gauge.builder("barid.feeds.age", () -> (nanos.getAsLong() - oldest) / 1e9)
                .baseUnit("seconds")
                .description(
                        "Time for which the feeds served may be out of date; they are looked at every 30 s at least")
                .register(metrics);
    }

    /** All was looked at and rendered, except {@code left}. */
    void looked(Set<FeedKey> left) {
        long now = nanos.getAsLong();
        since.keySet().retainAll(left);
        left.forEach(feed -> since.putIfAbsent(feed, now));
        waiting = left.size();
        oldest = since.values().stream().reduce(now, (one, other) -> one - other < 0 ? one : other);
    }
}
