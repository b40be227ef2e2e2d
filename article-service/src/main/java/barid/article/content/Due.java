package barid.article.content;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/** A scheduled translation that went out: {@code at} was its instant, {@code late} is how long after it. */
public record Due(UUID article, String language, Instant at, Duration late) {
    private static final Duration LATE = Duration.ofSeconds(5);

    /** Whether that must be said: nobody was there to publish it in time. */
    public boolean isLate() {
        return late.compareTo(LATE) > 0;
    }
}
