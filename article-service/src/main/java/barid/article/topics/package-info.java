/**
 * Topics: one ASCII slug for all languages, names per language, and their mergers.
 *
 * <p>Why a merger rewrites no article: merging the topic of ten thousand articles is then one row and one change; whoever
 * reads follows the chain.
 */
@NullMarked
package barid.article.topics;

import org.jspecify.annotations.NullMarked;
