/**
 * Publishes what an embargo held back, when its instant comes.
 *
 * <p>Why every instance looks every second: rows are claimed one by one, with what another instance or an editor has in hand
 * skipped, so there is no leader to lose, and what fell due while everything was down is simply due at the next look.
 */
@NullMarked
package barid.article.schedule;

import org.jspecify.annotations.NullMarked;
