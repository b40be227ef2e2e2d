/**
 * How an address comes to be mailed and how it stops: sign-up, double opt-in, a reader's own page, unsubscribing.
 *
 * <p>Why a sign-up is only written down and mailed later: a known address must be answered like an unknown one, in the same
 * words and the same time, so nothing that differs may happen before the answer. Why every change of state is a POST by a
 * person: programs open each link of a mail. Why what waits is bounded by address, client and hour: a form that mails
 * whatever address it is given is a weapon. Why a moved subscription joins one that the new address has, instead of taking
 * its place: an id is in links that were mailed, and they hold for ever.
 */
@NullMarked
package barid.newsletter.subscriptions;

import org.jspecify.annotations.NullMarked;
