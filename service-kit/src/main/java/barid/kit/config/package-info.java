/**
 * Reading configuration that must not stand in it.
 *
 * <p>Why a package of its own: databases, the change feed and mail all need a secret, and none of them knows the others.
 */
@NullMarked
package barid.kit.config;

import org.jspecify.annotations.NullMarked;
