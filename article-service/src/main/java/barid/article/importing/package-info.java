/**
 * Takes the articles of another system from its feed: RSS of any version, or Atom.
 *
 * <p>Why two passes: the first streams through the whole file and refuses it before anything is taken, so that a file cut off
 * half-way leaves nothing half-imported. Why the entries' own ids are kept for ever: readers of the old feed would else see
 * everything twice. Nothing is fetched from elsewhere, and nothing is mailed.
 */
@NullMarked
package barid.article.importing;

import org.jspecify.annotations.NullMarked;
