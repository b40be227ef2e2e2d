/**
 * The catch-all mailbox of the one-machine run: takes every mail by SMTP, gives it by IMAP, and shows it on a page.
 *
 * <p>Why one user for all: nothing leaves this machine, and a newcomer looks in one place whoever a mail was for.
 */
@NullMarked
package barid.standalone.mailbox;

import org.jspecify.annotations.NullMarked;
