package barid.kit.changes;

import com.fasterxml.jackson.annotation.JsonInclude;

import java.util.List;
import java.util.Set;

/**
 * One answer of the change feed.
 *
 * @param cursor the mark after which to read on
 * @param tagAuthority the authority of every {@code tag:} URI that the installation mints (RFC 4151)
 * @param changes in commit order; an empty list alone means that the head is reached
 * @param quiet positions of those changes that are no news to this installation's readers, whatever their {@code historical}
 *     says: an archive of another installation brought them
 */
public record ChangePage(
        String cursor,
        String tagAuthority,
        List<Change> changes,

        @JsonInclude(JsonInclude.Include.NON_EMPTY) Set<Long> quiet) {
    /** Of no quiet change. */
    public ChangePage(String cursor, String tagAuthority, List<Change> changes) {
        this(cursor, tagAuthority, changes, Set.of());
    }

    public ChangePage {
        quiet = quiet == null ? Set.of() : quiet;
    }

    /** The changes as a follower applies them: what is quiet counts as historical, so nobody mails or pings it. */
    List<Change> applied() {
        return quiet.isEmpty()
                ? changes
                : changes.stream()
                        .map(change -> change instanceof Change.Published published && quiet.contains(change.position())
                                ? published.asHistorical()
                                : change)
                        .toList();
    }
}
