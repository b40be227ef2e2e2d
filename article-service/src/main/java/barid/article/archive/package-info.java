/**
 * Archives: one file that holds all of an installation's content, and puts it into another one that is empty or not.
 *
 * <p>Why JSON by lines in a ZIP with its digests and not a dump of the database: it outlives the tables, is read with any tool,
 * and is neither written nor read in one piece, so its size is nobody's memory. Why the list of changes stands in it: the
 * change feed of the new installation then tells the same in the same order, and whoever follows it has the same copy.
 */
@NullMarked
package barid.article.archive;

import org.jspecify.annotations.NullMarked;
