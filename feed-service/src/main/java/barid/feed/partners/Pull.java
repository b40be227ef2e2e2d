package barid.feed.partners;

import java.time.Instant;

/** One request of a partner's client, answered. */
sealed interface Pull {
    String partner();

    Instant at();

    /** What it adds to the counts. */
    Tally tally();

    /**
     * The partner was given what it asked for.
     *
     * @param key the number of its key
     * @param position up to which it knows the feed from now on
     * @param agent as its client calls itself
     */
    record Served(String partner, Instant at, Tally tally, int key, long position, String agent) implements Pull {}

    /** A page of the archive, which tells nothing of the feed's head. */
    record Leafed(String partner, Instant at, Tally tally, int key) implements Pull {}

    /** The partner was refused. */
    record Failed(String partner, Instant at, Tally tally) implements Pull {}
}
