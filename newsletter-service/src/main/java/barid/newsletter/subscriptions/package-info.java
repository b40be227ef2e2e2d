/**
 * How an address comes to be mailed and how it stops: sign-up, double opt-in, choices, unsubscribing.
 *
 * <p>Why a sign-up is only written down and mailed later: a known address must be answered like an unknown one, in the same
 * words and the same time, so nothing that differs may happen before the answer. Why every change of state is a POST by a
 * person: programs open each link of a mail.
 */
@NullMarked
package barid.newsletter.subscriptions;

import org.jspecify.annotations.NullMarked;
