/** feed-service beside nginx, which serves the same bytes as files: on the same machine, in the same run, in turn. */
@NullMarked
package barid.serving;

import org.jspecify.annotations.NullMarked;
