/**
 * Why an address is never mailed again: it is dead, it failed three times in a row, its owner complained, or an operator said so.
 *
 * <p>Why a package of its own: the relay's answer while sending and a report that arrives days later lead to the same row, and
 * so does an operator; what one reason may do to another is decided in one statement.
 */
@NullMarked
package barid.newsletter.suppression;

import org.jspecify.annotations.NullMarked;
