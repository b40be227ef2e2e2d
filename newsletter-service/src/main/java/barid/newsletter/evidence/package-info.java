/**
 * What can be told of any mail afterwards: who got it, why these articles, when, which bytes, what the server answered. It
 * reads what the other features keep, and says where that is not enough to tell.
 */
@NullMarked
package barid.newsletter.evidence;

import org.jspecify.annotations.NullMarked;
