/**
 * HTML as editors may write it, and the public addresses in it.
 *
 * <p>Why it is made safe when it is written and not when it is read: it is read many times, by pages, feeds and mails, and
 * what was taken out can be told to the one who wrote it.
 *
 * <p>Why by two libraries: OWASP's sanitiser alone decides and alone writes, event by event, so that what comes out is what it
 * let through; what needs to see around an element, a figure about a film, is done by jsoup in between, on what was already
 * let through once.
 */
@NullMarked
package barid.article.html;

import org.jspecify.annotations.NullMarked;
