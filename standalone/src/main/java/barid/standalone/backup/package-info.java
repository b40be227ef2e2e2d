/**
 * A whole installation in one file, and back.
 *
 * <p>Why rows as text and not PostgreSQL's files: they can be taken while everything runs, and any later version of PostgreSQL and of
 * Barid reads them. Why the article database's snapshot comes last: who follows it must never be ahead of it.
 */
@NullMarked
package barid.standalone.backup;

import org.jspecify.annotations.NullMarked;
