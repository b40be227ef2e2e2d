/**
 * What has to be right before an edition starts: keys and policies in the DNS, the address where bounces come back, the link
 * that unsubscribes, the relay.
 *
 * <p>Why before and not on the first refusal: a digest that fails DMARC at one receiver has failed for all its readers there,
 * and a sender's name takes weeks to mend. Why by an edition's own state: planning goes on, so that nothing is lost or late
 * but what waits, and all replicas see the same.
 */
@NullMarked
package barid.newsletter.preflight;

import org.jspecify.annotations.NullMarked;
