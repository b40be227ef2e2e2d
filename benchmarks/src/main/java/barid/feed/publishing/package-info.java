/** Benchmarks of the feed's hot path; in its package, since what they measure is nobody else's. */
@NullMarked
package barid.feed.publishing;

import org.jspecify.annotations.NullMarked;
