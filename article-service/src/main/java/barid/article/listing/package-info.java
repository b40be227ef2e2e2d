/**
 * The lists of articles of the API: what is published for everyone, what is not for writers.
 *
 * <p>Why each list is gathered language by language: every index of the lists begins with the language, so that the home page
 * of a rare one is as quick as that of a common one; a list of all languages takes a page of each and merges them, which costs
 * by the number of languages and never by the number of articles. Filters that no index answers together are refused.
 */
@NullMarked
package barid.article.listing;

import org.jspecify.annotations.NullMarked;
