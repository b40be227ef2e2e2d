/** What planning an edition costs newsletter-service, by the number of its readers. */
@NullMarked
package barid.planning;

import org.jspecify.annotations.NullMarked;
