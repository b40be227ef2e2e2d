/**
 * Search in what is public, one language at a time.
 *
 * <p>Why words are found here and not in PostgreSQL: its {@code arabic} configuration leaves the conjunction, hamza and ta
 * marbuta as they are written, none of its configurations can be told on which letters a match stands, and a text and a
 * question must be taken apart by the same rules. So {@link barid.article.search.Analyser} makes lexemes in Java (ICU4J
 * finds the words, Lucene's stemmers their stems) and PostgreSQL keeps them as a {@code tsvector} with a GIN index, finds
 * and ranks. Every lexeme begins with its language, so that the cost of a word follows the texts of its own language.
 *
 * <p>Function words (of, the, في) are not indexed. Names of topics are found as they were called when the text went out:
 * renaming a topic of 10,000 articles stays one change.
 */
@NullMarked
package barid.article.search;

import org.jspecify.annotations.NullMarked;
