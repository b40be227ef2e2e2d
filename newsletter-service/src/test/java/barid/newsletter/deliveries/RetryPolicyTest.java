package barid.newsletter.deliveries;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class RetryPolicyTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private final RetryPolicy policy = new RetryPolicy(List.of(Duration.ofMinutes(1), Duration.ofMinutes(5)));

    @Test
    void theGapsGrowAndTheLastOneRepeats() {
        Instant expires = NOW.plus(Duration.ofHours(1));
        assertThat(policy.next(1, NOW, expires)).contains(NOW.plusSeconds(60));
        assertThat(policy.next(2, NOW, expires)).contains(NOW.plusSeconds(300));
        assertThat(policy.next(9, NOW, expires)).contains(NOW.plusSeconds(300));
    }

    @Test
    void nothingIsTriedAfterTheExpiry() {
        assertThat(policy.next(1, NOW, NOW.plusSeconds(60))).isEmpty();
    }
}
