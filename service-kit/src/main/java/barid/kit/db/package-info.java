/**
 * Database access: pool, migrations, transactions, notifications.
 *
 * <p>Why one caller of commit and rollback: the DB Client's transactions must be ended by hand on every path, and a path
 * forgotten leaks a pooled connection for good.
 */
@NullMarked
package barid.kit.db;

import org.jspecify.annotations.NullMarked;
