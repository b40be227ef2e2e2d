/**
 * The life of a service: start-up, health, metrics, ordered shutdown, logs.
 */
@NullMarked
package barid.kit.service;

import org.jspecify.annotations.NullMarked;
