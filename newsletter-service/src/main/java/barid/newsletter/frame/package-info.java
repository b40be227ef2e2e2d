/**
 * What every page of the operators' console has around it: sign-in, navigation, languages. A package of its own, so that
 * features which have pages in the console need nothing else of it.
 */
@NullMarked
package barid.newsletter.frame;

import org.jspecify.annotations.NullMarked;
