package barid.feed.publishing;

import barid.feed.entries.FeedKey;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

import static org.assertj.core.api.Assertions.assertThat;

class FreshnessTest {
    private static final FeedKey ONE = FeedKey.articles("en");
    private static final FeedKey OTHER = FeedKey.articles("fr");

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final Freshness freshness = new Freshness(nanos::get, metrics);

    private void pass(long seconds) {
        nanos.addAndGet(seconds * 1_000_000_000);
    }

    private double age() {
        return metrics.get("barid.feeds.age").gauge().value();
    }

    @Test
    void theAgeGrowsWhileNothingCanBeLookedAt() {
        pass(7);
        assertThat(age()).isEqualTo(7);
        freshness.looked(Set.of());
        assertThat(age()).isZero();
    }

    @Test
    void aFeedThatStaysBehindAgesWhateverElseIsRendered() {
        freshness.looked(Set.of(ONE));
        pass(10);
        freshness.looked(Set.of(ONE, OTHER));
        assertThat(age()).isEqualTo(10);
        assertThat(metrics.get("barid.feeds.backlog").gauge().value()).isEqualTo(2);
        pass(5);
        freshness.looked(Set.of(OTHER));
        assertThat(age()).isEqualTo(5);
    }

    @Test
    void aFeedThatIsRenderedAndTouchedAgainIsNoOlderThanItsLastChange() {
        freshness.looked(Set.of(ONE));
        pass(60);
        freshness.looked(Set.of());
        freshness.looked(Set.of(ONE));
        pass(1);
        assertThat(age()).isEqualTo(1);
    }
}
