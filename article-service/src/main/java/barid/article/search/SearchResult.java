package barid.article.search;

import java.util.List;
import java.util.Optional;

/**
 * A page of what was found.
 *
 * @param found how many can be leafed through
 * @param more whether there may be others, which are older and do not say it in their titles
 * @param matching whether the texts hold all or only some of what was asked for
 * @param next where the next page begins
 * @param suggestions questions that find more
 */
public record SearchResult(
        List<Hit> hits, int found, boolean more, Matching matching, Optional<String> next, List<String> suggestions) {
    static final SearchResult NOTHING =
            new SearchResult(List.of(), 0, false, Matching.ALL, Optional.empty(), List.of());
}
