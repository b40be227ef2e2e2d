package barid.feed.publishing;

import barid.kit.changes.Change;

import java.util.List;

/**
 * An entry with all that its rendering depends on besides settings: so it is rendered once, however many feeds hold it.
 *
 * @param tagAuthority of the ids that are minted where an imported one cannot stand
 */
record Labelled(Change.Published translation, List<Label> topics, String tagAuthority) {}
