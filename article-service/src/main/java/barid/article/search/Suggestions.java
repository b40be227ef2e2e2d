package barid.article.search;

import barid.article.search.SearchQuery.Replacement;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Proposes questions that find something where the one that was asked finds little or nothing. */
final class Suggestions {
    private static final int MOST = 3;
    /** A word that so few texts hold may be a typing error of theirs. */
    private static final long FEW = 2;
    /** What is meant instead must be in so many times more texts. */
    private static final long TIMES = 10;

    private static final int TRIED = 8;
    /** The list of words leaves the Arabic article out; texts have it. */
    private static final List<String> ARTICLES = List.of("", "ال", "لل", "وال", "بال", "كال", "فال");

    private final SearchStore store;

    Suggestions(SearchStore store) {
        this.store = store;
    }

    private record Candidate(Replacement replacement, int distance, long found) {}

    /** The best first; each finds at least one public text with all its words. */
    List<String> of(SearchQuery query) {
        List<List<Candidate>> doubtful = new ArrayList<>();
        for (Token word : query.words()) {
            long found = store.count(query.alone(word));
            if (found <= FEW) {
                List<Candidate> candidates = candidates(query, word, found);
                if (!candidates.isEmpty()) {
                    doubtful.add(candidates);
                }
            }
        }
        if (doubtful.isEmpty()) {
            return List.of();
        }
        List<String> suggestions = new ArrayList<>();
        for (Candidate last : doubtful.getLast()) {
            List<Replacement> replacements = new ArrayList<>(List.of(last.replacement()));
            doubtful.subList(0, doubtful.size() - 1)
                    .forEach(others -> replacements.add(others.getFirst().replacement()));
            SearchQuery other = query.with(replacements);
            if (suggestions.size() < MOST && store.count(other.found(Matching.ALL)) > 0) {
                suggestions.add(other.text());
            }
        }
        return suggestions;
    }

    private List<Candidate> candidates(SearchQuery query, Token word, long found) {
        Spelling.Word typed =
                Spelling.word(query.language(), word, query.text()).orElse(null);
        if (typed == null) {
            return List.of();
        }
        String folded = typed.folded();
        return store.near(query.language(), folded, Spelling.neighbours(query.language(), folded)).stream()
                .filter(near -> Spelling.near(folded, near.folded()))
                .sorted(Comparator.comparingInt(near -> Spelling.distance(folded, near.folded())))
                .limit(TRIED)
                .map(near -> counted(query, word, near, Spelling.distance(folded, near.folded())))
                .filter(near -> near.found() > 0 && near.found() >= found * TIMES)
                .sorted(Comparator.comparingInt(Candidate::distance)
                        .thenComparing(
                                Comparator.comparingLong(Candidate::found).reversed()))
                .toList();
    }

    /** Counted by the very form, since that is shown: another form of it may be in texts that are not public any more. */
    private Candidate counted(SearchQuery query, Token word, Spelling.Word near, int distance) {
        String language = query.language();
        List<String> forms = language.equals("ar")
                ? ARTICLES.stream().map(article -> article + near.folded()).toList()
                : List.of(near.folded());
        long found = store.count(Lexemes.any(language, Lexemes.FORM, forms));
        return new Candidate(new Replacement(word, near.shown()), distance, found);
    }
}
