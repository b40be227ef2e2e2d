/**
 * What comes back about mails that were sent: bounces, complaints, requests to leave by mail, and notes of absence.
 *
 * <p>Why it is as it is: a report is anybody's letter. What it says is parsed by a pure function, and believed of a reader only
 * as far as it proves that it is about a mail to her, by what no one else could know. Each report has its effect in the
 * transaction that writes down its hash, so that it counts once, whatever is read twice. Nothing here can send mail: what
 * arrives is never answered, and so no loop is possible.
 */
@NullMarked
package barid.newsletter.bounces;

import org.jspecify.annotations.NullMarked;
