package barid.article.search;

import org.apache.lucene.analysis.en.KStemFilter;
import org.apache.lucene.analysis.snowball.SnowballFilter;

import java.util.Map;

/**
 * The stems of English words: first Krovetz's, which knows words, then Porter's, which knows endings, unless it cuts off more
 * than an ending: it makes <i>organ</i> of organization and <i>intern</i> of international.
 */
final class EnglishStems {
    private static final int ENDING = 5;

    /** What neither knows: irregular plurals, and the spellings of two sides of an ocean. */
    private static final Map<String, String> SAME = Map.ofEntries(
            Map.entry("children", "child"),
            Map.entry("women", "woman"),
            Map.entry("men", "man"),
            Map.entry("crise", "crisis"),
            Map.entry("centre", "center"),
            Map.entry("labour", "labor"),
            Map.entry("programme", "program"),
            Map.entry("defence", "defense"));

    private final Stemmer words = new Stemmer(KStemFilter::new);
    private final Stemmer endings = new Stemmer(word -> new SnowballFilter(word, "English"));

    String stem(String form) {
        String word = words.stem(form);
        String same = SAME.getOrDefault(word, word.replaceFirst("isation$", "ization"));
        String stem = endings.stem(same);
        return same.length() - stem.length() > ENDING ? same : stem;
    }
}
