package barid.article.search;

import com.ibm.icu.lang.UScript;
import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Finds the words of a text by Unicode's rules (UAX #29), and by what its language adds to them. */
final class WordBreaks {
    private static final Set<String> ELISIONS =
            Set.of("c", "d", "j", "l", "m", "n", "s", "t", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu");
    private static final Map<String, Set<String>> ELIDING = Map.of(
            "fr", ELISIONS,
            "it", Set.of("l", "d", "un", "all", "dall", "dell", "nell", "sull", "quest"),
            "ca", Set.of("l", "d", "m", "n", "s", "t"));

    /** To load the rules of a language reads half a dozen files; ICU keeps only those that it loaded last. */
    private static final Map<String, BreakIterator> LOADED = new ConcurrentHashMap<>();

    private final String language;
    private final BreakIterator breaks;

    /** Letters of a word; {@code run} of letters written without spaces between words. */
    record Piece(int start, int end, boolean run) {}

    WordBreaks(String language) {
        this.language = ULocale.forLanguageTag(language).getLanguage();
        this.breaks = LOADED.computeIfAbsent(
                this.language, loaded -> BreakIterator.getWordInstance(ULocale.forLanguageTag(loaded)));
    }

    List<Piece> pieces(String text) {
        List<Piece> pieces = new ArrayList<>();
        BreakIterator words = (BreakIterator) breaks.clone();
        words.setText(text);
        int start = words.first();
        for (int end = words.next(); end != BreakIterator.DONE; start = end, end = words.next()) {
            int status = words.getRuleStatus();
            if (status < BreakIterator.WORD_NONE_LIMIT) {
                continue;
            }
            if (status >= BreakIterator.WORD_KANA || hangul(text.codePointAt(start))) {
                addRun(pieces, start, end);
            } else if (status >= BreakIterator.WORD_LETTER) {
                addWord(pieces, text, start, end);
            } else {
                pieces.add(new Piece(start, end, false));
            }
        }
        return pieces;
    }

    private static boolean hangul(int c) {
        return UScript.getScript(c) == UScript.HANGUL;
    }

    /** What a dictionary took apart is one run again: a question and a text may be taken apart differently. */
    private static void addRun(List<Piece> pieces, int start, int end) {
        if (!pieces.isEmpty() && pieces.getLast().run() && pieces.getLast().end() == start) {
            pieces.set(pieces.size() - 1, new Piece(pieces.getLast().start(), end, true));
        } else {
            pieces.add(new Piece(start, end, true));
        }
    }

    private void addWord(List<Piece> pieces, String text, int start, int end) {
        int from = elided(text, start, end);
        int to = possessive(text, from, end);
        if (text.substring(from, to).indexOf('.') < 0 || acronym(text, from, to)) {
            pieces.add(new Piece(from, to, false));
            return;
        }
        for (int i = from; i <= to; i++) {
            if (i == to || text.charAt(i) == '.') {
                if (i > from) {
                    pieces.add(new Piece(from, i, false));
                }
                from = i + 1;
            }
        }
    }

    /** Where the word begins behind an elided article: l’hôpital. */
    private int elided(String text, int start, int end) {
        int mark = apostrophe(text, start, end);
        boolean elided = mark > start
                && mark + 1 < end
                && ELIDING.getOrDefault(language, Set.of()).contains(Folding.fold(text.substring(start, mark)));
        return elided ? mark + 1 : start;
    }

    /** Where the word ends before the possessive: WHO’s. */
    private int possessive(String text, int start, int end) {
        boolean possessive = language.equals("en")
                && end - start > 2
                && (text.charAt(end - 1) == 's' || text.charAt(end - 1) == 'S')
                && isApostrophe(text.charAt(end - 2));
        return possessive ? end - 2 : end;
    }

    private static int apostrophe(String text, int start, int end) {
        for (int i = start; i < end; i++) {
            if (isApostrophe(text.charAt(i))) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isApostrophe(char c) {
        return c == '\'' || c == '\u2019' || c == '\u02bc' || c == '\uff07';
    }

    /** U.N., but not example.org. */
    private static boolean acronym(String text, int start, int end) {
        for (int i = start; i < end; i++) {
            if ((text.charAt(i) == '.') != ((i - start) % 2 == 1)) {
                return false;
            }
        }
        return true;
    }
}
