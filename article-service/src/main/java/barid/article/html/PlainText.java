package barid.article.html;

import barid.kit.http.Problem;

import java.util.List;

/** What any text may hold: neither C0 controls, nor lone surrogates, nor U+FFFE and U+FFFF, which no feed could carry. */
public final class PlainText {
    private PlainText() {}

    /** Checks a text of one line: none of the controls, at most {@code limit} characters. */
    public static void line(String field, String text, int limit, List<Problem.FieldError> errors) {
        check(field, text, limit, false, errors);
    }

    /** Checks a text of several lines, where tab and line ends are no controls. */
    public static void lines(String field, String text, int limit, List<Problem.FieldError> errors) {
        check(field, text, limit, true, errors);
    }

    private static void check(String field, String text, int limit, boolean lineEnds, List<Problem.FieldError> errors) {
        if (text.codePointCount(0, text.length()) > limit) {
            errors.add(new Problem.FieldError(field, "is longer than " + limit + " characters"));
        } else if (!clean(text, lineEnds)) {
            errors.add(new Problem.FieldError(
                    field, "holds a control character, half a character or one that is not to be exchanged"));
        }
    }

    static boolean clean(String text, boolean lineEnds) {
        return text.codePoints()
                .noneMatch(c -> (c < 0x20 && !(lineEnds && (c == '\t' || c == '\n' || c == '\r')))
                        || (c >= 0xd800 && c <= 0xdfff)
                        || c == 0xfffe
                        || c == 0xffff);
    }
}
