package barid.kit.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** Lets each client act so many times in a window that begins with its first act; counted per process. */
public final class RateLimit {
    private final int limit;
    private final Duration window;
    private final Cache<String, AtomicInteger> counts;

    /** {@code limit} acts of one client within {@code window}; {@code ticker} counts nanoseconds. */
    public RateLimit(int limit, Duration window, Ticker ticker) {
        this.limit = limit;
        this.window = window;
        this.counts = Caffeine.newBuilder()
                .expireAfterWrite(window)
                .maximumSize(100_000)
                .ticker(ticker)
                .build();
    }

    /** Counts one act; {@link Problem} 429 beyond the limit. */
    public void count(String client) {
        if (counts.get(client, key -> new AtomicInteger()).incrementAndGet() > limit) {
            throw Problem.tooMany(window.toSeconds());
        }
    }

    /** The client's acts so far count no longer. */
    public void forget(String client) {
        counts.invalidate(client);
    }
}
