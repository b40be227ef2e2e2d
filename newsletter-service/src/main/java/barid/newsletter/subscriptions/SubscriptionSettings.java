package barid.newsletter.subscriptions;

import io.helidon.config.Config;

import java.time.Duration;

/**
 * How sign-ups are taken.
 *
 * @param rateLimit sign-ups of one client address within {@code rateWindow}
 * @param noticeInterval an address gets one confirmation or preference mail within it
 * @param confirmationValid how long the link of a confirmation works
 */
public record SubscriptionSettings(
        int rateLimit, Duration rateWindow, Duration noticeInterval, Duration confirmationValid, Duration poll) {
    /** Reads the {@code subscriptions} block. */
    public static SubscriptionSettings from(Config config) {
        return new SubscriptionSettings(
                config.get("rate-limit").asInt().orElse(60),
                config.get("rate-window").as(Duration.class).orElse(Duration.ofHours(1)),
                config.get("notice-interval").as(Duration.class).orElse(Duration.ofHours(24)),
                config.get("confirmation-valid").as(Duration.class).orElse(Duration.ofDays(7)),
                config.get("poll").as(Duration.class).orElse(Duration.ofSeconds(1)));
    }
}
