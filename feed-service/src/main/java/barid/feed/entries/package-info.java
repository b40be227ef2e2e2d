/**
 * feed-service's own copy of what is published: entries, tombstones, topics, and the place of each in each feed.
 *
 * <p>Why a position of our own: article-service's positions are given again after a restore and by every re-announcement.
 * Ours move only when something changed that a reader of the feed can see, so validators and archive pages outlive a rebuild.
 */
@NullMarked
package barid.feed.entries;

import org.jspecify.annotations.NullMarked;
