/**
 * The copy of what is published, and the numbers by which readers are measured.
 *
 * <p>Why numbers of its own and not dates or positions of the change feed: an article may be committed after a later-dated
 * one, and the feed announces a translation again whenever a sibling moves and gives positions again after a restore. A
 * number that is given once, when a translation first arrives, mails it once.
 */
@NullMarked
package barid.newsletter.stories;

import org.jspecify.annotations.NullMarked;
