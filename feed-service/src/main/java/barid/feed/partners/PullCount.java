package barid.feed.partners;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/** What is to be added to a partner's hour; {@code lastAt}, {@code agent} and {@code position} are of its newest pull. */
record PullCount(
        String partner,
        Instant hour,
        Tally tally,
        @Nullable Instant lastAt,
        @Nullable String agent,
        @Nullable Long position) {
    static PullCount none(String partner, Instant hour) {
        return new PullCount(partner, hour, Tally.NONE, null, null, null);
    }

    PullCount plus(Pull pull) {
        Tally sum = tally.plus(pull.tally());
        return switch (pull) {
            case Pull.Served served ->
                new PullCount(partner, hour, sum, served.at(), served.agent(), served.position());
            case Pull.Leafed _, Pull.Failed _ -> new PullCount(partner, hour, sum, lastAt, agent, position);
        };
    }

    /** Both; what {@code later} knows of the newest pull goes before. */
    PullCount plus(PullCount later) {
        PullCount newest = later.lastAt == null ? this : later;
        return new PullCount(partner, hour, tally.plus(later.tally), newest.lastAt, newest.agent, newest.position);
    }
}
