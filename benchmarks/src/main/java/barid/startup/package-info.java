/** How long a service takes from its start to readiness, and what it then holds of memory, with and without an AOT cache. */
@NullMarked
package barid.startup;

import org.jspecify.annotations.NullMarked;
