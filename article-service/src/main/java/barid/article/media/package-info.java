/**
 * Pictures: taken in by their bytes, shown only while a published translation refers to them.
 *
 * <p>Why an id is the hash of the content: the same picture uploaded twice is one, and its address may be cached for ever.
 */
@NullMarked
package barid.article.media;

import org.jspecify.annotations.NullMarked;
