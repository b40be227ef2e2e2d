/**
 * The public site: a language's home page, articles, topics; reads what is public and nothing else.
 *
 * <p>Why it asks the tables and not the change feed's rows: a page must show what an editor just published, so it reads the
 * same snapshot that the act committed to. Every statement here starts from {@code state = 'published'} or from a
 * withdrawal; a draft or an embargoed revision cannot be reached from it.
 */
@NullMarked
package barid.article.site;

import org.jspecify.annotations.NullMarked;
