/**
 * article-service: owns articles, translations, revisions, topics, media and the change feed.
 *
 * <p>{@link barid.article.Main} reads as its table of contents; each feature has a package of its own.
 */
@NullMarked
package barid.article;

import org.jspecify.annotations.NullMarked;
