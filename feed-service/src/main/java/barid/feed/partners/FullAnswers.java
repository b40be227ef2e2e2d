package barid.feed.partners;

import barid.kit.http.Problem;
import barid.kit.http.RateLimit;
import com.github.benmanes.caffeine.cache.Ticker;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Lets each partner have as many full answers in a minute as were agreed; counted per process. */
final class FullAnswers {
    private static final Duration WINDOW = Duration.ofMinutes(1);

    private final Ticker ticker;
    private final Map<Integer, RateLimit> limits = new ConcurrentHashMap<>();

    FullAnswers(Ticker ticker) {
        this.ticker = ticker;
    }

    /** Counts one; {@link Problem} 429 beyond the limit. */
    void count(Partner partner) {
        try {
            limits.computeIfAbsent(partner.terms().perMinute(), limit -> new RateLimit(limit, WINDOW, ticker))
                    .count(partner.id());
        } catch (Problem tooMany) {
            throw Problem.of(429, "too-many-requests", "The whole feed was sent more often than was agreed.")
                    .withDetail(
                            "Ask with If-None-Match and the ETag of the last answer: such requests are not limited.")
                    .withHeader("Retry-After", Long.toString(WINDOW.toSeconds()));
        }
    }
}
