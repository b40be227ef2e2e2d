/**
 * Takes the articles of another system: from its feed (RSS of any version, or Atom) or from WordPress' own export.
 *
 * <p>Why two passes: the first streams through the whole file and refuses it before anything is taken, so that a file cut off
 * half-way leaves nothing half-imported; of a WordPress export it keeps what items need to know of each other, never their
 * texts. Why the entries' own ids are kept for ever: readers of the old feed would else see everything twice. Of a feed
 * nothing is fetched from elsewhere; of WordPress only the pictures of the old site, through the guarded client. Links
 * between old articles stay as they are: where this installation takes over the old host they are answered by 301. Nothing is
 * mailed.
 */
@NullMarked
package barid.article.importing;

import org.jspecify.annotations.NullMarked;
