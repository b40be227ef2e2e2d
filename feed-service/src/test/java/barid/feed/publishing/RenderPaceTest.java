package barid.feed.publishing;

import org.junit.jupiter.api.Test;

import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;

class RenderPaceTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final RenderPace pace = new RenderPace();

    @Test
    void aFewAreAtOnceAndThenOneASecond() {
        assertThat(pace.take(0)).isZero();
        assertThat(pace.take(SECOND / 10)).isZero();
        assertThat(pace.take(SECOND / 10)).isZero();
        assertThat(pace.take(SECOND / 10)).isZero();
        assertThat(pace.take(SECOND / 5)).isEqualTo(Duration.ofMillis(800));
        assertThat(pace.take(SECOND)).isZero();
        assertThat(pace.take(SECOND + 1)).isPositive();
    }

    @Test
    void quietLetsAFewBeAtOnceAgain() {
        for (int i = 0; i < 4; i++) {
            pace.take(0);
        }
        for (int i = 0; i < 4; i++) {
            assertThat(pace.take(10 * SECOND)).isZero();
        }
        assertThat(pace.take(10 * SECOND)).isEqualTo(Duration.ofSeconds(1));
    }
}
