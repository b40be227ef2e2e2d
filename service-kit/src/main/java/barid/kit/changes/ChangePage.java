package barid.kit.changes;

import java.util.List;

/**
 * One answer of the change feed.
 *
 * @param cursor the mark after which to read on
 * @param tagAuthority the authority of every {@code tag:} URI that the installation mints (RFC 4151)
 * @param changes in commit order; an empty list alone means that the head is reached
 */
public record ChangePage(String cursor, String tagAuthority, List<Change> changes) {}
