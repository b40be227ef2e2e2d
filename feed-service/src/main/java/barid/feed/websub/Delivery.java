package barid.feed.websub;

import barid.feed.publishing.FeedDocument;

import java.time.Instant;

/**
 * A subscription that this process may deliver to, until {@code claimedUntil}.
 *
 * @param secret empty for none
 * @param position up to which the callback was told
 * @param ping up to which there is something to tell
 * @param failures attempts that failed since the last delivery
 */
record Delivery(
        long id,
        FeedDocument document,
        String callback,
        String host,
        String secret,
        long position,
        long ping,
        int failures,
        Instant claimedUntil) {}
