/**
 * HTML as editors may write it, and the public addresses in it.
 *
 * <p>Why it is made safe when it is written and not when it is read: it is read many times, by pages, feeds and mails, and
 * what was taken out can be told to the one who wrote it.
 */
@NullMarked
package barid.article.html;

import org.jspecify.annotations.NullMarked;
