package barid.newsletter.imports;

import java.util.regex.Pattern;

/**
 * Guards cells against spreadsheets, which run what begins like a formula, and takes the guard off again. What begins with
 * apostrophes before such a sign is guarded as well, so that taking off restores every text.
 */
final class CsvCells {
    private static final Pattern FORMULA = Pattern.compile("'*[=+\\-@\\t\\r\\n＝＋－＠].*", Pattern.DOTALL);

    private CsvCells() {}

    static String guarded(String text) {
        return FORMULA.matcher(text).matches() ? "'" + text : text;
    }

    static String plain(String cell) {
        return cell.startsWith("'") && FORMULA.matcher(cell).matches() ? cell.substring(1) : cell;
    }
}
