package barid.article.comparison;

import java.util.List;

/** Tokens of the one text and what stands in their place in the other. */
record Run(List<String> from, List<String> to, boolean same) {
    static Run same(List<String> tokens) {
        return new Run(tokens, tokens, true);
    }

    static Run other(List<String> from, List<String> to) {
        return new Run(from, to, false);
    }
}
