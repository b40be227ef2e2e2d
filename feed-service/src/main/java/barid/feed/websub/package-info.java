/**
 * The hub of our feeds (W3C Recommendation WebSub): who subscribes to a document is sent what is new in it.
 *
 * <p>Why a hub of our own: subscribers hear of an article within a second or two, and nobody outside learns who they are.
 *
 * <p>Why no row per delivery: a subscription knows how far it has been told, and a feed knows how far there is something to
 * tell. What was missed collapses into one delivery of the newest state, and a crash leaves nothing to be cleared up.
 */
@NullMarked
package barid.feed.websub;

import org.jspecify.annotations.NullMarked;
