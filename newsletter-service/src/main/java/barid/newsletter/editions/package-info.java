/**
 * Who gets what and when: the due rule, the schedule, and the planning of an edition's deliveries.
 *
 * <p>Why the rule is plain Java over rows and not SQL: it is the promise of the whole service (nothing twice, nothing
 * missing), so it is written once, small, and tested without a database; the cost of a batch follows the news in it, since
 * content is read once for all its readers. A batch is one transaction: positions moved, variants, chunks and deliveries
 * written, or nothing.
 */
@NullMarked
package barid.newsletter.editions;

import org.jspecify.annotations.NullMarked;
