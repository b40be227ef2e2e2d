package barid.feed.publishing;

import barid.feed.entries.FeedKey;

import java.time.Instant;
import java.util.Optional;

/**
 * A closed page of a feed's archive.
 *
 * @param name what its address ends with
 * @param position of the last place in it; the first is the next after {@code after}
 * @param previous the name of the page before
 * @param labelled the feed's newest change of names when this was read
 * @param current whether the document was rendered as it would be now
 * @param hash of the document that was rendered last, and its Last-Modified
 */
record ArchivePage(
        FeedKey feed,
        String name,
        long position,
        long after,
        Optional<String> previous,
        long labelled,
        boolean current,
        Optional<String> hash,
        Optional<Instant> lastModified) {}
