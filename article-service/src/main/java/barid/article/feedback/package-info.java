/**
 * The satisfaction survey at the foot of every page, and what readers answered.
 *
 * <p>Why a key instead of a cookie or a token: pages stay the same for everyone and cacheable, and a second answer of the
 * same visitor on the same page and day still replaces the first. The key is an HMAC under a secret that is deleted when
 * its day is over; from then on nobody, the operator included, can tell who answered.
 */
@NullMarked
package barid.article.feedback;

import org.jspecify.annotations.NullMarked;
