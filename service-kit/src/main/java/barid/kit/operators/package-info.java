/**
 * The way into the operators' pages: a token of the scope {@code operate} in a form, and the session that it makes.
 *
 * <p>Why a signed cookie and no table: an operator's page must open while the database is away, and any replica must know a
 * session that another made. What a session may do is asked of the settings at every request, so it ends with its token.
 */
@NullMarked
package barid.kit.operators;

import org.jspecify.annotations.NullMarked;
