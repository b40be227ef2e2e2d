package barid.feed.websub;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Optional;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

class BackOffPolicyTest {
    @Test
    void aCallbackThatFailsIsAskedMoreAndMoreSeldomButNeverGivenUp() {
        assertThat(IntStream.rangeClosed(1, 8).mapToObj(BackOffPolicy::delivery).map(Duration::toMinutes))
                .containsExactly(1L, 5L, 30L, 120L, 360L, 720L, 720L, 720L);
    }

    @Test
    void aVerificationIsTriedFourTimes() {
        assertThat(IntStream.rangeClosed(1, 4).mapToObj(BackOffPolicy::verification))
                .containsExactly(
                        Optional.of(Duration.ofSeconds(10)),
                        Optional.of(Duration.ofMinutes(1)),
                        Optional.of(Duration.ofMinutes(5)),
                        Optional.empty());
    }
}
