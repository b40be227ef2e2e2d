/**
 * A durable PostgreSQL on this machine, run from the binaries that the build brought.
 *
 * <p>Why not the embedding library's own runner: it switches fsync off, trusts every connection and stops the server in a
 * shutdown hook beside our ordered stop. Only its packaged binaries are used.
 */
@NullMarked
package barid.standalone.postgres;

import org.jspecify.annotations.NullMarked;
