/**
 * What is held of a reader: shown to her, erased when she asks, and deleted when its time has come.
 *
 * <p>Why one package for the tables of all others: an erasure is only worth its name if it is whole, in one transaction, and
 * a test holds the list of what is personal against the catalogue of the database. What outlives an erasure is a keyed hash
 * of the address, so that nobody brings it back by a file; deliveries under an id that names nobody any more; and a chain of
 * consent that nobody can read.
 */
@NullMarked
package barid.newsletter.privacy;

import org.jspecify.annotations.NullMarked;
