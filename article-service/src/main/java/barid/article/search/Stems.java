package barid.article.search;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** What a word has in common with its other forms. Holds a stemmer, so it is one thread's. */
final class Stems {
    /** Single letters that are written onto the next word (and, with, for, so, as), and pairs of them. */
    private static final List<String> PROCLITICS = List.of("و", "ف", "ب", "ل", "ك");

    private final boolean arabic;
    private final UnaryOperator<String> stemmer;
    private final Map<String, Set<String>> known = new HashMap<>();

    Stems(String language) {
        this.arabic = language.equals("ar");
        this.stemmer = language.equals("en") ? new EnglishStems()::stem : Stemmer.of(language)::stem;
    }

    /**
     * The stems of a word in a text. An Arabic word that begins with a letter which may be one of the word or a particle
     * has both stems: وزارة is a ministry, and might be "and his visit".
     */
    Set<String> inText(String word, String form) {
        return known.computeIfAbsent(word, w -> arabic ? arabic(w, form, PROCLITICS) : Set.of(stem(form)));
    }

    /**
     * The stems of a word in a question: the particle is only looked for where one can stand, since whoever asks for a
     * ministry must not find visits. A text's word has all its readings, so that it is found by the bare one.
     */
    Set<String> inQuestion(String word, String form, boolean first) {
        return arabic ? arabic(word, form, first ? List.of() : List.of("و")) : Set.of(stem(form));
    }

    private Set<String> arabic(String word, String form, List<String> proclitics) {
        Set<String> stems = new LinkedHashSet<>();
        addArabic(stems, form, proclitics);
        String withHamza = Folding.foldKeepingHamza(word);
        if (!withHamza.equals(form)) {
            addArabic(stems, withHamza, proclitics);
        }
        return stems;
    }

    private void addArabic(Set<String> stems, String form, List<String> proclitics) {
        String whole = form.startsWith("ولل") || form.startsWith("فلل") ? form.substring(1) : form;
        stems.add(arabicStem(whole));
        if (hasArticle(whole)) {
            return;
        }
        for (String proclitic : proclitics) {
            // What is left must still be a word: four letters, three behind "and", which is the commonest by far.
            if (whole.startsWith(proclitic) && whole.length() > (proclitic.equals("و") ? 3 : 4)) {
                String bare = whole.substring(1);
                stems.add(arabicStem(bare));
                if (proclitic.equals("و") && bare.length() > 4 && (bare.startsWith("ب") || bare.startsWith("ل"))) {
                    stems.add(arabicStem(bare.substring(1)));
                }
            }
        }
    }

    /** Whether the definite article begins the word, alone or behind a particle; too short a rest is a word of its own. */
    static boolean hasArticle(String form) {
        boolean alone = form.startsWith("ال") || form.startsWith("لل");
        boolean behind = form.length() > 5 && "وبكف".indexOf(form.charAt(0)) >= 0 && form.startsWith("ال", 1);
        return behind || (alone && form.length() > 3);
    }

    private String arabicStem(String form) {
        // Lucene's stemmer takes any leading waw for "and"; which reading it is was settled before, and behind an
        // article
        // it leaves the waw alone.
        String stem = stem(form.startsWith("و") && !hasArticle(form) ? "ال" + form : form);
        return stem.length() > 2 && stem.endsWith("ء") ? stem.substring(0, stem.length() - 1) : stem;
    }

    private String stem(String form) {
        // Numbers and names of things (covid19) are what they are.
        return form.codePoints().anyMatch(c -> c >= '0' && c <= '9') ? form : stemmer.apply(form);
    }
}
