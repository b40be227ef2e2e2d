package barid.newsletter.deliveries;

import barid.newsletter.stories.StoryKey;

import java.util.Set;
import java.util.UUID;

/**
 * A delivery that is marked as attempting and may be sent.
 *
 * @param omitted what its mail leaves out although the variant holds it
 * @param exceptional whether a row of its own tells its state
 */
record Marked(
        int ordinal,
        UUID subscriber,
        UUID variant,
        String mailbox,
        Set<StoryKey> omitted,
        int attempts,
        boolean everUncertain,
        boolean exceptional) {}
