/**
 * The change feed: what article-service announces and how the other services keep a copy.
 *
 * <p>Why a feed of states and not of events: the log is compacted to one row per translation or topic, so a follower that
 * starts from nothing reads what stands, and one that replays any prefix ends the same. The compare of the stored cursor is
 * the only guard against applying a page twice; positions are given again after a restore and prove nothing.
 */
@NullMarked
package barid.kit.changes;

import org.jspecify.annotations.NullMarked;
