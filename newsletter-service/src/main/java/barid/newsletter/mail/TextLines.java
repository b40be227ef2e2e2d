package barid.newsletter.mail;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Plain text for mails: wrapped at 78 columns, and each line with the direction of its language.
 *
 * <p>A mail reader shows each line as a paragraph of its own and takes the direction from its first strong character
 * (Unicode Bidirectional Algorithm, rule P2), so a line that begins with the other script gets an invisible mark first.
 */
final class TextLines {
    static final int WIDTH = 78;

    private static final char LEFT_TO_RIGHT_MARK = '\u200E';
    private static final char RIGHT_TO_LEFT_MARK = '\u200F';
    private static final char FIRST_STRONG_ISOLATE = '\u2068';
    private static final char POP_ISOLATE = '\u2069';

    private final StringBuilder text = new StringBuilder();

    /** A paragraph in one direction, wrapped between words. */
    TextLines paragraph(String content, boolean rightToLeft) {
        for (String line : wrap(content.strip(), WIDTH - 1)) {
            text.append(directed(line, rightToLeft)).append('\n');
        }
        return this;
    }

    /** A line that is not wrapped, since it holds a link; {@code label} may be empty. */
    TextLines link(String label, String url, boolean rightToLeft) {
        if (!label.isEmpty()) {
            text.append(directed(label, rightToLeft)).append('\n');
        }
        text.append(directed(url, rightToLeft)).append('\n');
        return this;
    }

    TextLines blank() {
        text.append('\n');
        return this;
    }

    TextLines rule() {
        text.append("-".repeat(40)).append('\n');
        return this;
    }

    @Override
    public String toString() {
        return text.toString();
    }

    /** The line, with a mark first if it would else run the other way. */
    static String directed(String line, boolean rightToLeft) {
        return line.isEmpty() || (hasStrong(line) && firstStrongIsRightToLeft(line, rightToLeft) == rightToLeft)
                ? line
                : (rightToLeft ? RIGHT_TO_LEFT_MARK : LEFT_TO_RIGHT_MARK) + line;
    }

    /** Text of unknown direction within a sentence: neither disturbs the other (U+2068, U+2069). */
    static String isolated(String text) {
        return FIRST_STRONG_ISOLATE + text + POP_ISOLATE;
    }

    /** At most {@code length} characters (code points) and an ellipsis, cut between words where there are any. */
    static String shortened(String text, int length) {
        if (text.codePointCount(0, text.length()) <= length) {
            return text;
        }
        String cut = text.substring(0, text.offsetByCodePoints(0, length));
        int word = cut.lastIndexOf(' ');
        return (word > length / 2 ? cut.substring(0, word) : cut) + "\u2026";
    }

    private static boolean hasStrong(String line) {
        return line.codePoints().anyMatch(c -> isLeft(c) || isRight(c));
    }

    private static boolean firstStrongIsRightToLeft(String line, boolean otherwise) {
        int depth = 0;
        for (int i = 0; i < line.length(); i += Character.charCount(line.codePointAt(i))) {
            int c = line.codePointAt(i);
            if (c == FIRST_STRONG_ISOLATE) {
                depth++;
            } else if (c == POP_ISOLATE) {
                depth--;
            } else if (depth == 0 && isRight(c)) {
                return true;
            } else if (depth == 0 && isLeft(c)) {
                return false;
            }
        }
        return !otherwise;
    }

    private static boolean isLeft(int c) {
        return Character.getDirectionality(c) == Character.DIRECTIONALITY_LEFT_TO_RIGHT;
    }

    private static boolean isRight(int c) {
        byte direction = Character.getDirectionality(c);
        return direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT
                || direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC;
    }

    private static List<String> wrap(String content, int width) {
        List<String> lines = new ArrayList<>();
        BreakIterator breaks = BreakIterator.getLineInstance(Locale.ROOT);
        breaks.setText(content);
        StringBuilder line = new StringBuilder();
        int from = breaks.first();
        for (int to = breaks.next(); to != BreakIterator.DONE; to = breaks.next()) {
            String word = content.substring(from, to);
            if (line.length() + word.stripTrailing().length() > width && !line.isEmpty()) {
                lines.add(line.toString().strip());
                line.setLength(0);
            }
            line.append(word.replace('\n', ' '));
            from = to;
        }
        if (!line.toString().isBlank()) {
            lines.add(line.toString().strip());
        }
        return lines;
    }
}
