package barid.article.search;

import java.util.Map;
import java.util.Set;

/**
 * Words that stand in nearly every text and are asked for by nobody, folded. Short lists of our own: those that come with
 * stemmers hold names and news (été, دول, علي).
 */
final class FunctionWords {
    private static final Map<String, Set<String>> WORDS = Map.of(
            "ar", Set.of("و", "في", "من", "عن", "ان", "هذا", "هذه", "التي", "الذي"),
            "en",
                    Set.of(
                            "a", "an", "and", "are", "as", "at", "be", "by", "for", "from", "in", "is", "of", "on",
                            "that", "the", "to", "was", "with"),
            "fr",
                    Set.of(
                            "a", "au", "aux", "ce", "dans", "de", "des", "du", "en", "et", "la", "le", "les", "par",
                            "pour", "que", "qui", "sur", "un", "une"),
            "es",
                    Set.of(
                            "al", "con", "de", "del", "el", "en", "la", "las", "los", "para", "por", "que", "un", "una",
                            "y"),
            "de", Set.of("das", "dem", "den", "der", "des", "die", "im", "in", "mit", "und", "von", "zu"),
            "pt",
                    Set.of(
                            "a", "as", "com", "da", "das", "de", "do", "dos", "e", "em", "na", "no", "o", "os", "para",
                            "por", "um", "uma"));

    private FunctionWords() {}

    static Set<String> of(String language) {
        return WORDS.getOrDefault(language, Set.of());
    }
}
