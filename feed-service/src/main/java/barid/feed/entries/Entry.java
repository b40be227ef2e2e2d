package barid.feed.entries;

import barid.kit.changes.Change;

/**
 * A live entry of a feed.
 *
 * @param translation as announced, but for what says nothing of the text: position 0, no trace
 * @param newest whether it is among the newest by publication, of which the short formats consist
 */
public record Entry(Change.Published translation, boolean newest) {}
