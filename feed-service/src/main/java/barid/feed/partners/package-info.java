/**
 * Organisations that pull a feed of their own: what was agreed with each, the keys by which they are known, how often they
 * come, and the operators' pages about it.
 *
 * <p>Why all partners and keys are kept in memory: a pull must be answered while the database is away, and a wrong key must
 * cost as little as a right one.
 */
@NullMarked
package barid.feed.partners;

import org.jspecify.annotations.NullMarked;
