/**
 * The page that tells a person which feeds there are.
 *
 * <p>Why a page of its own and not the feed itself in the browser: what a feed's address answers must not depend on who asks.
 */
@NullMarked
package barid.feed.directory;

import org.jspecify.annotations.NullMarked;
