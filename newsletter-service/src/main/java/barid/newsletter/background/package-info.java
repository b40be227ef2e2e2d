/** Work that goes on beside requests: planning, sending, mailing confirmations. */
@NullMarked
package barid.newsletter.background;

import org.jspecify.annotations.NullMarked;
