/**
 * Lists that are read page by page, each page beginning at a place in the order.
 *
 * <p>Why places and not page numbers: a place costs the same at the far end of a million rows as at their beginning, and does
 * not shift while rows are added before it.
 */
@NullMarked
package barid.article.paging;

import org.jspecify.annotations.NullMarked;
