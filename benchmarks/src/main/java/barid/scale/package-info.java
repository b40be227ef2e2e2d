/**
 * Whether a million translations slow article-service down: the same calls against a small and a large installation, in turn.
 *
 * <p>Why rows are generated and copied in, rather than published one by one: a million acts would take the better part of a
 * day, and what is measured only asks that the rows are those that the acts would have left.
 */
@NullMarked
package barid.scale;

import org.jspecify.annotations.NullMarked;
