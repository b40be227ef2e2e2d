package barid.feed.websub;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** When to ask a callback again that did not answer as it should. */
final class BackOffPolicy {
    private static final List<Duration> DELIVERIES = List.of(
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            Duration.ofMinutes(30),
            Duration.ofHours(2),
            Duration.ofHours(6),
            Duration.ofHours(12));

    private static final List<Duration> VERIFICATIONS =
            List.of(Duration.ofSeconds(10), Duration.ofMinutes(1), Duration.ofMinutes(5));

    private BackOffPolicy() {}

    /** After so many failed deliveries in a row, the last one included. It goes on until the subscription's lease ends. */
    static Duration delivery(int failures) {
        return DELIVERIES.get(Math.clamp(failures - 1, 0, DELIVERIES.size() - 1));
    }

    /** After so many verifications without an answer; empty if it is given up. */
    static Optional<Duration> verification(int attempts) {
        return attempts > VERIFICATIONS.size() ? Optional.empty() : Optional.of(VERIFICATIONS.get(attempts - 1));
    }
}
