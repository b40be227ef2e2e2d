package barid.article.comparison;

import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;

import java.util.ArrayList;
import java.util.List;

/** Parts a text into words and what stands between them, by the rules of its language (UAX 29). */
final class Words {
    private final BreakIterator boundaries;

    Words(String language) {
        this.boundaries = BreakIterator.getWordInstance(ULocale.forLanguageTag(language));
    }

    /** Put together, the words are the text. */
    List<String> of(String text) {
        boundaries.setText(text);
        List<String> words = new ArrayList<>();
        int start = boundaries.first();
        for (int end = boundaries.next(); end != BreakIterator.DONE; end = boundaries.next()) {
            words.add(text.substring(start, end));
            start = end;
        }
        return words;
    }
}
