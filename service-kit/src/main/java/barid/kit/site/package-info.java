/**
 * The organisation, the software's own texts, dates and notices, and the look shared by the public pages of all services.
 *
 * <p>Why one style sheet made of plain rules: it serves both directions by logical properties and both schemes by custom
 * properties, so a page needs no build of its own; its head names the components and the markup that each takes. Why the
 * assets carry their hash in their names: a page is cached for a minute and a style sheet for ever, and the two must never
 * be mixed.
 */
@NullMarked
package barid.kit.site;

import org.jspecify.annotations.NullMarked;
