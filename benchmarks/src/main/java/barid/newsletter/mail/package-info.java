/** Benchmarks of making a reader's copy; in its package, since what they measure is nobody else's. */
@NullMarked
package barid.newsletter.mail;

import org.jspecify.annotations.NullMarked;
