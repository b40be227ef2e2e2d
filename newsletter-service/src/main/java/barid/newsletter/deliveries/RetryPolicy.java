package barid.newsletter.deliveries;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** When a deferred delivery is tried again: in growing gaps, the last one repeated, until its edition expires. Pure. */
record RetryPolicy(List<Duration> gaps) {
    RetryPolicy {
        if (gaps.isEmpty()) {
            throw new IllegalArgumentException("deliveries.retry-gaps must not be empty");
        }
    }

    /** The next attempt after {@code attempts} of them; empty if that would be past the expiry. */
    Optional<Instant> next(int attempts, Instant now, Instant expires) {
        Instant next = now.plus(gaps.get(Math.min(Math.max(attempts, 1), gaps.size()) - 1));
        return next.isBefore(expires) ? Optional.of(next) : Optional.empty();
    }
}
