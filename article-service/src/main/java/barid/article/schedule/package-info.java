/**
 * Publishes what an embargo held back, when its instant comes.
 *
 * <p>Why every instance looks every second: rows are claimed one by one, with what another instance or an editor has in hand
 * skipped, so there is no leader to lose, and what fell due while everything was down is simply due at the next look.
 *
 * <p>Why by the database's clock: an instance whose clock is ahead would end every embargo early, since any one of them may
 * publish. One clock judges what is due, what a given instant means, and which instants are stored.
 */
@NullMarked
package barid.article.schedule;

import org.jspecify.annotations.NullMarked;
