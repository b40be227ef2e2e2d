package barid.article.search;

import com.ibm.icu.util.ULocale;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Takes a text of one language apart into the words by which it is found; questions and texts by the same rules. */
final class Analyser {
    /** Raised whenever a text would be taken apart differently than before: all that is indexed is then indexed anew. */
    static final int VERSION = 1;

    /** What is longer is no word of any language, and would not fit an index. */
    private static final int LONGEST = 60;

    private final WordBreaks breaks;
    private final Stems stems;
    private final Set<String> functionWords;
    /** Folded words of the text at hand, in which most stand more than once. */
    private final Map<String, String> forms = new HashMap<>();

    private Analyser(String tag) {
        String language = ULocale.forLanguageTag(tag).getLanguage();
        this.breaks = new WordBreaks(tag);
        this.stems = new Stems(language);
        this.functionWords = FunctionWords.of(language);
    }

    /** The analyser of a language (BCP 47), for one thread. */
    static Analyser of(String language) {
        return new Analyser(language);
    }

    /** The words of a text, the first at {@code position}; at most {@code limit} of them. */
    List<Token> text(String text, int position, int limit) {
        return tokens(text, position, limit, false, false);
    }

    /** The words of a question, or of a part of one that is {@code first} in it. */
    List<Token> question(String text, boolean first) {
        return tokens(text, 1, Integer.MAX_VALUE - 1, true, first);
    }

    private List<Token> tokens(String text, int position, int limit, boolean question, boolean first) {
        List<Token> tokens = new ArrayList<>();
        int at = position;
        List<WordBreaks.Piece> pieces = breaks.pieces(text);
        for (int i = 0; i < pieces.size() && at < position + limit; i++) {
            WordBreaks.Piece piece = pieces.get(i);
            if (piece.run()) {
                at = addRun(tokens, text, piece, at, position + limit - at);
                continue;
            }
            if (i == 0 || !hyphenated(text, pieces.get(i - 1), piece)) {
                addJoined(tokens, text, pieces, i, at);
            }
            add(tokens, text, piece, at++, question, first && i == 0);
        }
        return tokens;
    }

    private void add(List<Token> tokens, String text, WordBreaks.Piece piece, int at, boolean question, boolean first) {
        String word = text.substring(piece.start(), piece.end());
        String form = word.length() > LONGEST ? "" : forms.computeIfAbsent(word, Folding::fold);
        if (!form.isEmpty() && form.length() <= LONGEST && !functionWords.contains(form)) {
            Set<String> found = question ? stems.inQuestion(word, form, first) : stems.inText(word, form);
            tokens.add(new Token(piece.start(), piece.end(), at, false, form, found));
        }
    }

    /** Two letters each, overlapping: where no space parts the words, any two texts agree on pairs of letters. */
    private static int addRun(List<Token> tokens, String text, WordBreaks.Piece piece, int position, int limit) {
        int at = position;
        int from = piece.start();
        int middle = text.offsetByCodePoints(from, 1);
        if (middle == piece.end()) {
            tokens.add(run(text, from, middle, at++));
        }
        while (middle < piece.end() && at < position + limit) {
            int to = text.offsetByCodePoints(middle, 1);
            tokens.add(run(text, from, to, at++));
            from = middle;
            middle = to;
        }
        return at;
    }

    /** Whether a token is a single sign of a script whose words are found by pairs of signs. */
    static boolean isHalf(Token token) {
        return token.form().codePointCount(0, token.form().length()) == 1
                && Character.isIdeographic(token.form().codePointAt(0));
    }

    private static Token run(String text, int start, int end, int at) {
        String form = Folding.fold(text.substring(start, end));
        return new Token(start, end, at, false, form, Set.of(form));
    }

    /** Words that a hyphen joins are also found as one: co-operation, cooperation. */
    private void addJoined(List<Token> tokens, String text, List<WordBreaks.Piece> pieces, int first, int at) {
        int last = first;
        while (last + 1 < pieces.size() && hyphenated(text, pieces.get(last), pieces.get(last + 1))) {
            last++;
        }
        int start = pieces.get(first).start();
        int end = pieces.get(last).end();
        if (last > first && end - start <= LONGEST) {
            StringBuilder word = new StringBuilder();
            pieces.subList(first, last + 1).forEach(piece -> word.append(text, piece.start(), piece.end()));
            String form = Folding.fold(word.toString());
            Set<String> found = new LinkedHashSet<>(stems.inText(word.toString(), form));
            tokens.add(new Token(start, end, at, true, form, found));
        }
    }

    private static boolean hyphenated(String text, WordBreaks.Piece before, WordBreaks.Piece after) {
        return !before.run()
                && !after.run()
                && after.start() == before.end() + 1
                && "-\u2010\u2011".indexOf(text.charAt(before.end())) >= 0;
    }
}
