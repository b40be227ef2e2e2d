/**
 * How rows become records.
 *
 * <p>Why rows are fetched as JSON: arrays, nulls and instants then come through one mapping, where the DB Client would need
 * a conversion for each.
 */
@NullMarked
package barid.article.store;

import org.jspecify.annotations.NullMarked;
