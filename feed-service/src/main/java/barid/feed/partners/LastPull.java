package barid.feed.partners;

import java.time.Instant;
import java.util.Optional;

/**
 * How a partner stands.
 *
 * @param at of its newest pull, empty if it never came; {@code agent} is what its client called itself
 * @param position up to which it knows the feed
 * @param behind entries and tombstones that stand after that
 */
public record LastPull(Optional<Instant> at, Optional<String> agent, long position, long behind) {
    static final LastPull NEVER = new LastPull(Optional.empty(), Optional.empty(), 0, 0);
}
