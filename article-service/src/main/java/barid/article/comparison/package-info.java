/**
 * What differs between two texts, by word, as data.
 *
 * <p>Why in three grains: Myers' algorithm takes steps that grow with the square of the differences, so two long texts that
 * share nothing would hold a request up for minutes. The steps of one comparison are counted; when they are used up, what is
 * left is told by block, and in the end as a whole.
 */
@NullMarked
package barid.article.comparison;

import org.jspecify.annotations.NullMarked;
