package barid.article.comparison;

import barid.article.comparison.Difference.Op;
import barid.article.comparison.Difference.Part;

import java.util.ArrayList;
import java.util.List;

/** Writes runs as a reader follows them: neighbours of a kind are one part, what was deleted stands before what replaced it. */
final class Parts {
    private final List<Part> parts = new ArrayList<>();
    private final StringBuilder deleted = new StringBuilder();
    private final StringBuilder inserted = new StringBuilder();
    private final StringBuilder equal = new StringBuilder();

    private Parts() {}

    static List<Part> of(List<Run> runs) {
        Parts parts = new Parts();
        for (int i = 0; i < runs.size(); i++) {
            parts.add(runs.get(i), i > 0 && i + 1 < runs.size());
        }
        parts.endDifference();
        parts.endEqual();
        return List.copyOf(parts.parts);
    }

    private void add(Run run, boolean inside) {
        if (!run.same()) {
            endEqual();
            run.from().forEach(deleted::append);
            run.to().forEach(inserted::append);
        } else if (inside && onlySpace(run) && !deleted.isEmpty() && !inserted.isEmpty()) {
            // A phrase that was replaced by another is one difference, not one for each of its words.
            run.from().forEach(deleted::append);
            run.to().forEach(inserted::append);
        } else {
            endDifference();
            run.from().forEach(equal::append);
        }
    }

    private static boolean onlySpace(Run run) {
        return run.from().stream().allMatch(token -> token.equals(" "));
    }

    private void endDifference() {
        end(Op.DELETE, deleted);
        end(Op.INSERT, inserted);
    }

    private void endEqual() {
        end(Op.EQUAL, equal);
    }

    private void end(Op op, StringBuilder text) {
        if (!text.isEmpty()) {
            parts.add(new Part(op, text.toString()));
            text.setLength(0);
        }
    }
}
