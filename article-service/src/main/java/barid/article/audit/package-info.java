/**
 * Who did what, when.
 *
 * <p>Why in the transaction of the act itself: an act without its line, or a line without its act, would be worth nothing.
 */
@NullMarked
package barid.article.audit;

import org.jspecify.annotations.NullMarked;
