/**
 * What is derived from the installation's one secret: tokens in links, Message-IDs, return paths, hashes of addresses.
 *
 * <p>Why derived and not stored: a link in an old mail must work for ever, over restores and erasures, and a mail that is
 * sent once more must carry the Message-ID of its first copy although nobody could write that down before the crash.
 */
@NullMarked
package barid.newsletter.keys;

import org.jspecify.annotations.NullMarked;
