package barid.newsletter.console;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Function;

/** An answer that is dear to compute: kept for a while, and computed once however many ask meanwhile. */
final class Kept<T> {
    private final Duration age;
    private final InstantSource clock;
    private final Function<Instant, T> compute;
    private @Nullable T value;
    private Instant at = Instant.EPOCH;

    Kept(Duration age, InstantSource clock, Function<Instant, T> compute) {
        this.age = age;
        this.clock = clock;
        this.compute = compute;
    }

    synchronized T get() {
        Instant now = clock.instant();
        T known = value;
        if (known == null || Duration.between(at, now).abs().compareTo(age) >= 0) {
            known = compute.apply(now);
            value = known;
            at = now;
        }
        return known;
    }
}
