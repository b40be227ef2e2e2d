/**
 * Articles, their translations and revisions, and the acts on them: save, publish, schedule, revise, correct, withdraw.
 *
 * <p>Why every act takes the article's row first: the translations of one article announce each other, so acts on one
 * article run one after another, while those on different articles meet only at the short lock of the change feed.
 */
@NullMarked
package barid.article.content;

import org.jspecify.annotations.NullMarked;
