package barid.article.search;

import java.util.Set;

/**
 * A word of a text: on which letters it stands, and as what it is found.
 *
 * @param start where its letters begin in the original text
 * @param end where they end
 * @param position its place among the words, from 1
 * @param joined true of {@code cooperation} where the text has {@code co-operation}; the parts follow with their own tokens
 * @param form its letters, folded: without case, accents, vowel signs
 * @param stems what it has in common with its other forms; several where the writing is ambiguous
 */
record Token(int start, int end, int position, boolean joined, String form, Set<String> stems) {}
