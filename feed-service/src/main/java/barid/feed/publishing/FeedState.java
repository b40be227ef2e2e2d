package barid.feed.publishing;

import barid.feed.entries.FeedKey;
import barid.feed.entries.Topics;
import barid.kit.changes.Change;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All of a feed that a document is made from, read in one snapshot.
 *
 * @param generation of the database; {@code madeAt} is when it began
 * @param position of the last change that touched the feed
 * @param closed the position up to which entries stand in archive pages
 * @param archivePage the name of the page that this is; empty for the subscription document
 * @param previousPage the name of the archive page that goes before
 * @param standing tombstones, then entries, each newest first
 * @param partner whose feed it is; empty if it is everyone's
 * @param texts of those entries that were not rendered before, by {@link Change#key()}
 */
record FeedState(
        FeedKey feed,
        String generation,
        Instant madeAt,
        String tagAuthority,
        long position,
        long closed,
        Optional<String> archivePage,
        Optional<String> previousPage,
        Optional<PartnerHead> partner,
        List<Standing> standing,
        Map<String, Change.Published> texts,
        Topics topics) {

    /** When anything in it last moved; an empty feed is as old as its database. */
    Instant updated() {
        return standing.stream().map(Standing::updated).max(Instant::compareTo).orElse(madeAt);
    }
}
