package barid.article.importing;

import java.text.BreakIterator;
import java.util.Locale;

/** Makes text of others fit: controls become spaces, what is too long ends at a word. */
final class PlainWords {
    private static final String ELLIPSIS = "…";

    private PlainWords() {}

    /** One line: every control and every run of white space becomes one space. */
    static String clean(String text) {
        return cleanLines(text).replaceAll("\\s+", " ").strip();
    }

    /** Several lines: tabs and line ends stay. */
    static String cleanLines(String text) {
        if (text.codePoints().allMatch(PlainWords::allowed)) {
            return text;
        }
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints().map(c -> allowed(c) ? c : ' ').forEach(clean::appendCodePoint);
        return clean.toString();
    }

    private static boolean allowed(int c) {
        return c >= 0x20
                ? !(c >= 0xd800 && c <= 0xdfff) && c != 0xfffe && c != 0xffff
                : c == '\t' || c == '\n' || c == '\r';
    }

    /** At most {@code limit} code points, cut at the end of a word and marked by an ellipsis. */
    static String cut(String text, int limit) {
        if (text.codePointCount(0, text.length()) <= limit) {
            return text;
        }
        int end = text.offsetByCodePoints(0, limit - 1);
        BreakIterator words = BreakIterator.getWordInstance(Locale.ROOT);
        words.setText(text);
        int word = words.isBoundary(end) ? end : words.preceding(end);
        // A word longer than all that is allowed has no earlier end.
        return text.substring(0, word > 0 ? word : end).strip() + ELLIPSIS;
    }
}
