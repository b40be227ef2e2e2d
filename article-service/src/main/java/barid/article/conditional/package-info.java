/**
 * Conditional requests (RFC 9110 section 13).
 *
 * <p>Why not the framework's: it compares nothing by itself, and lists, weak tags and the asterisk have rules of their own.
 */
@NullMarked
package barid.article.conditional;

import org.jspecify.annotations.NullMarked;
