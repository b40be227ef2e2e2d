package barid.article.search;

import com.ibm.icu.text.UnicodeSet;
import com.ibm.icu.util.LocaleData;
import com.ibm.icu.util.ULocale;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What mistyped words may have meant. */
final class Spelling {
    private static final int SHORTEST = 3;
    private static final int LONGEST = 30;
    /** From this length on, two errors are forgiven. */
    private static final int LONG = 6;

    private Spelling() {}

    /** A word as the list of words keeps it, and as a reader would write it. */
    record Word(String folded, String shown) {}

    /** The word of a token, the Arabic article left out; none of what is no word, or is not written in letters. */
    static Optional<Word> word(String language, Token token, String text) {
        String form = token.form();
        int length = form.length();
        if (token.joined()
                || length < SHORTEST
                || length > LONGEST
                || !form.chars().allMatch(Character::isLetter)) {
            return Optional.empty();
        }
        String shown = Folding.shown(text.substring(token.start(), token.end()));
        int bare = language.equals("ar") ? articleLength(form) : 0;
        if (shown.length() != length) {
            shown = bare == 0 ? shown : form;
        }
        return Optional.of(new Word(form.substring(bare), shown.substring(shown.length() > bare ? bare : 0)));
    }

    private static int articleLength(String form) {
        int article = !Stems.hasArticle(form) ? 0 : form.startsWith("ال") || form.startsWith("لل") ? 2 : 3;
        return form.length() - article < SHORTEST ? 0 : article;
    }

    /** How many errors are forgiven in a word of this length. */
    static int tolerance(String word) {
        return word.length() >= LONG ? 2 : 1;
    }

    /** Whether one word may have been meant by the other. */
    static boolean near(String typed, String word) {
        int distance = distance(typed, word);
        return distance > 0 && distance <= tolerance(typed);
    }

    /** Every word at one error's distance, over the letters of the language: they are looked up, not scanned for. */
    static Set<String> neighbours(String language, String word) {
        Set<String> letters = letters(language);
        Set<String> neighbours = new LinkedHashSet<>();
        for (int i = 0; i <= word.length(); i++) {
            String head = word.substring(0, i);
            String tail = word.substring(i);
            for (String letter : letters) {
                neighbours.add(head + letter + tail);
                if (!tail.isEmpty()) {
                    neighbours.add(head + letter + tail.substring(1));
                }
            }
            if (!tail.isEmpty()) {
                neighbours.add(head + tail.substring(1));
            }
            if (tail.length() > 1) {
                neighbours.add(head + tail.charAt(1) + tail.charAt(0) + tail.substring(2));
            }
        }
        neighbours.remove(word);
        return neighbours;
    }

    private static Set<String> letters(String language) {
        UnicodeSet exemplars = LocaleData.getExemplarSet(ULocale.forLanguageTag(language), 0);
        Set<String> letters = new TreeSet<>();
        for (String letter : exemplars) {
            String folded = Folding.fold(letter);
            if (folded.length() == 1) {
                letters.add(folded);
            }
        }
        return letters;
    }

    /** Insertions, deletions, substitutions and swaps of neighbours that lead from one to the other (optimal string alignment). */
    static int distance(String from, String to) {
        int[][] cost = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            for (int j = 0; j <= to.length(); j++) {
                cost[i][j] = i == 0 || j == 0 ? i + j : step(cost, from, to, i, j);
            }
        }
        return cost[from.length()][to.length()];
    }

    private static int step(int[][] cost, String from, String to, int i, int j) {
        boolean same = from.charAt(i - 1) == to.charAt(j - 1);
        int least = Math.min(cost[i - 1][j - 1] + (same ? 0 : 1), Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
        boolean swapped =
                i > 1 && j > 1 && from.charAt(i - 1) == to.charAt(j - 2) && from.charAt(i - 2) == to.charAt(j - 1);
        return swapped ? Math.min(least, cost[i - 2][j - 2] + 1) : least;
    }
}
