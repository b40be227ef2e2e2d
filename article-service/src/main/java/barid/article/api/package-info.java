/**
 * The description of the API for programs (OpenAPI 3.1).
 *
 * <p>Why it is written by hand: it is the promise that the code is held to. A test compares it with the routes that run, in
 * both directions, and the answers with its schemas.
 */
@NullMarked
package barid.article.api;

import org.jspecify.annotations.NullMarked;
