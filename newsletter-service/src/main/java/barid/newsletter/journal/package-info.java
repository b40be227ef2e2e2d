/**
 * What must not be forgotten when the database is put back from a backup: who left, and what was sent to whom.
 *
 * <p>Why outside the database: what was written after a backup is lost with it, and only something else can tell. Why a note
 * precedes a commit where the effect is the database's (a reader leaves, an edition is planned) and follows it where the effect is
 * the world's (a claim, after which mails leave): a note without its row is then a crash or a lost row, and never a mail that
 * nobody knows of. Why the names of readers are keyed hashes: the journal outlives erasures, and alone it names nobody.
 */
@NullMarked
package barid.newsletter.journal;

import org.jspecify.annotations.NullMarked;
