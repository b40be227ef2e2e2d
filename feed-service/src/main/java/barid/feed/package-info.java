/**
 * feed-service: publishes what article-service announces as feeds, from a copy of its own.
 *
 * <p>Why a copy and not a query: feeds are read a thousand times as often as they change, and must go on when the service that
 * writes, or even the database, is away.
 */
@NullMarked
package barid.feed;

import org.jspecify.annotations.NullMarked;
