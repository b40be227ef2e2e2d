/**
 * Where settings come from, and reading the secrets that must not stand among them.
 *
 * <p>Why a package of its own: databases, the change feed and mail all need a secret, and none of them knows the others.
 */
@NullMarked
package barid.kit.config;

import org.jspecify.annotations.NullMarked;
