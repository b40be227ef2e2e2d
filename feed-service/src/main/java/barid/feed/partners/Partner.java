package barid.feed.partners;

import barid.feed.entries.FeedKey;

import java.time.Instant;
import java.util.Optional;

/** An organisation with a feed of its own; {@code revoked} is when it ended. */
public record Partner(String id, Terms terms, Instant created, Optional<Instant> revoked) {
    /** The partner's feed. */
    FeedKey feed() {
        return FeedKey.partner(id);
    }
}
