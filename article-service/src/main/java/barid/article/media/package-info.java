/**
 * Pictures: taken in by their bytes, cleaned of what they tell of their makers, cut to the sizes that pages need, and shown
 * only while a published translation refers to them.
 *
 * <p>Why an id is the hash of what is served: the same picture uploaded twice is one, and its bytes never change under its
 * address. Why a picture is cleaned by rewriting its file and not by encoding it anew: nothing is lost, and whatever is not
 * known to make the image is left out, known or not to hold metadata. Only what lies on its side is encoded again.
 */
@NullMarked
package barid.article.media;

import org.jspecify.annotations.NullMarked;
