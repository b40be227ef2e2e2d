/**
 * The one-machine run: all three services in one JVM, a PostgreSQL of its own and a catch-all mailbox.
 *
 * <p>Why one JVM: a small press office can stay on this for good, and a newcomer sees the whole path within a minute. The
 * services are the same objects that the containers run; they meet over HTTP here as there.
 */
@NullMarked
package barid.standalone;

import org.jspecify.annotations.NullMarked;
