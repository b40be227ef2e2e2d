/**
 * Readers in and out as CSV (RFC 4180): files of other systems are taken, ours are handed out in a form that is taken back.
 *
 * <p>Why the file is stored in the database before it is read: any replica can go on where a killed one stopped, without a
 * disk that all share. It lies there sealed and only until the import ends, so no table holds an address in clear that nobody
 * consented to keep. Why each batch moves the position in its own transaction: a row is taken once however often a process
 * dies. Why nobody is mailed: an imported reader stands at the head of the news, so only what comes later is due to her.
 */
@NullMarked
package barid.newsletter.imports;

import org.jspecify.annotations.NullMarked;
