/**
 * Rows to and from the database in bulk.
 *
 * <p>Why JSON: the DB Client binds neither lists nor batches, and a transaction must not leave it for plain JDBC; one JSON
 * text expanded by {@code jsonb_to_recordset} carries any number of rows in one statement and one round trip.
 */
@NullMarked
package barid.newsletter.rows;

import org.jspecify.annotations.NullMarked;
