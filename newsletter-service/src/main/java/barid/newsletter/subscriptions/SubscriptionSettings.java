package barid.newsletter.subscriptions;

import io.helidon.config.Config;

import java.time.Duration;
import java.util.List;

/**
 * How sign-ups are taken.
 *
 * @param rateLimit sign-ups of one client address within {@code rateWindow}
 * @param noticeInterval an address gets one confirmation or preference mail within it
 * @param confirmationsPerHour how many of these mails leave within an hour; what comes beyond waits
 * @param confirmationValid how long the link of a confirmation works
 * @param embedIn origins of the sites whose pages may show the small form in a frame; none: the organisation's articles
 */
public record SubscriptionSettings(
        int rateLimit,
        Duration rateWindow,
        Duration noticeInterval,
        int confirmationsPerHour,
        Duration confirmationValid,
        List<String> embedIn,
        Duration poll) {
    /** Reads the {@code subscriptions} block. */
    public static SubscriptionSettings from(Config config) {
        return new SubscriptionSettings(
                config.get("rate-limit").asInt().orElse(60),
                config.get("rate-window").as(Duration.class).orElse(Duration.ofHours(1)),
                config.get("notice-interval").as(Duration.class).orElse(Duration.ofHours(24)),
                config.get("confirmations-per-hour").asInt().orElse(5_000),
                config.get("confirmation-valid").as(Duration.class).orElse(Duration.ofDays(7)),
                config.get("embed-in").asList(String.class).orElse(List.of()),
                config.get("poll").as(Duration.class).orElse(Duration.ofSeconds(1)));
    }
}
