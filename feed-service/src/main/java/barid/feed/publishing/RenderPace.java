package barid.feed.publishing;

import java.time.Duration;

/**
 * Lets a feed be rendered once a second, and one that was quiet a few times at once: whoever publishes and at once withdraws
 * sees both within the second.
 */
final class RenderPace {
    private static final int AT_ONCE = 4;
    private static final long INTERVAL = Duration.ofSeconds(1).toNanos();

    private boolean begun;
    private long paidUntil;

    /** Zero if a render may begin at {@code now} (nanoseconds), and then counts it; else how long it must wait. */
    Duration take(long now) {
        if (!begun || now - paidUntil > 0) {
            begun = true;
            paidUntil = now;
        }
        long wait = paidUntil - (AT_ONCE - 1) * INTERVAL - now;
        if (wait > 0) {
            return Duration.ofNanos(wait);
        }
        paidUntil += INTERVAL;
        return Duration.ZERO;
    }
}
