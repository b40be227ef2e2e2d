/**
 * Storage outside of the database.
 *
 * <p>Why a package of its own: pictures and the newsletter's journal are of two services, and the library that it needs is
 * brought along by those alone.
 */
@NullMarked
package barid.kit.storage;

import org.jspecify.annotations.NullMarked;
