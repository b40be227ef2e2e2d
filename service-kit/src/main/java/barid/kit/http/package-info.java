/**
 * What every HTTP surface of the services shares: problems (RFC 9457), methods, bodies, tokens, clients' addresses.
 *
 * <p>Why not the framework's own JSON media: it answers every fault in a body with 500 and the exception's text.
 */
@NullMarked
package barid.kit.http;

import org.jspecify.annotations.NullMarked;
