/**
 * The change feed: what became public, withdrawn or named, in commit order.
 *
 * <p>Why a lock at the append: positions come from a sequence, and two transactions that take theirs in one order may commit
 * in the other; a reader that came in between would pass the gap for ever. The lock is taken last in each transaction and
 * held to its commit. Why bodies are read from the tables and not stored: one row of the log stands for one consistent state,
 * a re-announcement of siblings copies nothing, and page and head come from one statement, hence one snapshot.
 */
@NullMarked
package barid.article.changes;

import org.jspecify.annotations.NullMarked;
