/**
 * The organisation, the software's own texts, and the look shared by the public pages of all services.
 */
@NullMarked
package barid.kit.site;

import org.jspecify.annotations.NullMarked;
