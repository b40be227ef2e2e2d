package barid.newsletter.editions;

import java.time.Instant;
import java.util.UUID;

/** One cadence's mailing for one period. */
public record Edition(UUID id, Period period) {
    /** What makes an edition: {@code name} is the local date, or the first instant of the collecting window. */
    public record Period(Cadence cadence, String name, Instant starts, Instant ends, Instant expires) {}
}
