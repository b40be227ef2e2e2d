/**
 * The evidence of consent (GDPR article 7): who agreed to what, when, in which words, by which form; and what she changed
 * and withdrew since.
 *
 * <p>Why a chain: each act is hashed over the one before, and the database takes no act that does not follow and lets none
 * be changed, so that the evidence can be shown to whoever doubts it. Why the details are sealed under a key of the
 * reader's own: evidence that nobody may change could otherwise never be erased. The hashes cover the sealed bytes;
 * destroying the key leaves a chain that verifies and says nothing of her.
 */
@NullMarked
package barid.newsletter.consent;

import org.jspecify.annotations.NullMarked;
