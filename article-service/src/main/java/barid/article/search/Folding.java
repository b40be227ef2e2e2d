package barid.article.search;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UCharacterCategory;
import com.ibm.icu.lang.UScript;
import com.ibm.icu.text.Normalizer2;

import java.util.Map;

/** Brings the ways in which a word may be written to one: case, accents, ligatures, vowel signs, forms of a letter, digits. */
final class Folding {
    private static final Normalizer2 CASE = Normalizer2.getNFKCCasefoldInstance();
    private static final Normalizer2 APART = Normalizer2.getNFDInstance();
    private static final Normalizer2 TOGETHER = Normalizer2.getNFCInstance();

    private static final int TATWEEL = 0x640;
    private static final int HAMZA = 0x621;
    private static final int HAMZA_ABOVE = 0x654;
    private static final int WAW = 0x648;
    private static final int YEH = 0x64a;

    /** What Unicode does not take apart; Arabic letters to those of Arabic, whichever keyboard wrote them. */
    private static final Map<Integer, String> LETTERS = Map.ofEntries(
            Map.entry((int) 'œ', "oe"),
            Map.entry((int) 'æ', "ae"),
            Map.entry((int) 'ø', "o"),
            Map.entry((int) 'đ', "d"),
            Map.entry((int) 'ð', "d"),
            Map.entry((int) 'þ', "th"),
            Map.entry((int) 'ł', "l"),
            Map.entry((int) 'ı', "i"),
            Map.entry((int) 'ħ', "h"),
            Map.entry((int) 'ٱ', "ا"),
            Map.entry((int) 'ى', "ي"),
            Map.entry((int) 'ی', "ي"),
            Map.entry((int) 'ے', "ي"),
            Map.entry((int) 'ة', "ه"),
            Map.entry((int) 'ۃ', "ه"),
            Map.entry((int) 'ہ', "ه"),
            Map.entry((int) 'ھ', "ه"),
            Map.entry((int) 'ە', "ه"),
            Map.entry((int) 'ک', "ك"));

    private Folding() {}

    /** The one form of a word. */
    static String fold(String word) {
        return fold(word, false);
    }

    /**
     * The same, but with the hamza that sits on waw or yeh kept as a letter: مسؤول and مسئول are one word in the spelling
     * of two countries, and only this form has them alike.
     */
    static String foldKeepingHamza(String word) {
        return fold(word, true);
    }

    private static String fold(String word, boolean keepHamza) {
        String apart = APART.normalize(CASE.normalize(word));
        StringBuilder folded = new StringBuilder(apart.length());
        int script = UScript.COMMON;
        for (int i = 0; i < apart.length(); ) {
            int c = apart.codePointAt(i);
            i += Character.charCount(c);
            if (UCharacter.getType(c) == UCharacterCategory.NON_SPACING_MARK) {
                if (c == HAMZA_ABOVE && keepHamza) {
                    seat(folded);
                } else if (keepsMarks(script, c)) {
                    folded.appendCodePoint(c);
                }
            } else {
                script = UScript.getScript(c);
                append(folded, c);
            }
        }
        return TOGETHER.normalize(folded);
    }

    private static void seat(StringBuilder folded) {
        int last = folded.length() - 1;
        if (last >= 0 && (folded.charAt(last) == WAW || folded.charAt(last) == YEH)) {
            folded.setCharAt(last, (char) HAMZA);
        }
    }

    /** In Latin, Greek, Arabic and Hebrew a mark is left out without harm; in Cyrillic й is not и, and in India a mark is a vowel. */
    private static boolean keepsMarks(int script, int mark) {
        return switch (script) {
            case UScript.LATIN, UScript.GREEK, UScript.ARABIC, UScript.HEBREW, UScript.COMMON -> false;
            // the stress mark, and the dots of ё, which few write
            case UScript.CYRILLIC -> mark != 0x301 && mark != 0x300 && mark != 0x308;
            default -> true;
        };
    }

    private static void append(StringBuilder folded, int c) {
        String letter = LETTERS.get(c);
        if (letter != null) {
            folded.append(letter);
        } else if (UCharacter.isDigit(c)) {
            folded.append((char) ('0' + UCharacter.digit(c)));
        } else if (c == '.' || c == 0x66b) {
            point(folded);
        } else if (c != TATWEEL
                && (UCharacter.isLetterOrDigit(c)
                        || UCharacter.getType(c) == UCharacterCategory.COMBINING_SPACING_MARK)) {
            folded.appendCodePoint(c);
        }
    }

    /** 3.5 keeps its point, U.N. does not. */
    private static void point(StringBuilder folded) {
        if (!folded.isEmpty() && Character.isDigit(folded.charAt(folded.length() - 1))) {
            folded.append('.');
        }
    }

    /** As a reader would write it who leaves the vowel signs out: what a suggestion shows. */
    static String shown(String word) {
        StringBuilder plain = new StringBuilder();
        TOGETHER.normalize(UCharacter.toLowerCase(word))
                .codePoints()
                .filter(c -> c != TATWEEL && UCharacter.getType(c) != UCharacterCategory.FORMAT)
                .filter(c -> UScript.getScript(c) != UScript.INHERITED)
                .forEach(plain::appendCodePoint);
        return plain.toString();
    }
}
