package barid.article.comparison;

import com.github.difflib.algorithm.Change;
import com.github.difflib.algorithm.myers.MyersDiff;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Compares two lists of tokens. */
final class Sequences {
    private Sequences() {}

    /** What is the same and what is not, in order; empty if that takes more than {@code effort} allows. */
    static Optional<List<Run>> compare(List<String> from, List<String> to, Effort effort) {
        int start = commonStart(from, to);
        int end = commonEnd(from, to, start);
        List<String> before = from.subList(start, from.size() - end);
        List<String> after = to.subList(start, to.size() - end);
        List<Change> changes;
        try {
            Map<String, Integer> numbers = new HashMap<>();
            changes = new ArrayList<>(
                    new MyersDiff<Integer>().computeDiff(numbers(before, numbers), numbers(after, numbers), effort));
            // They come as they were traced back, the last one first.
            Collections.reverse(changes);
        } catch (Effort.UsedUp e) {
            return Optional.empty();
        }
        List<Run> runs = new ArrayList<>();
        addSame(runs, from.subList(0, start));
        int done = 0;
        for (Change change : changes) {
            addSame(runs, before.subList(done, change.startOriginal));
            runs.add(Run.other(
                    before.subList(change.startOriginal, change.endOriginal),
                    after.subList(change.startRevised, change.endRevised)));
            done = change.endOriginal;
        }
        addSame(runs, before.subList(done, before.size()));
        addSame(runs, from.subList(from.size() - end, from.size()));
        return Optional.of(runs);
    }

    /** What begins and ends the same, and all between as one difference. */
    static List<Run> ends(List<String> from, List<String> to) {
        int start = commonStart(from, to);
        int end = commonEnd(from, to, start);
        List<Run> runs = new ArrayList<>();
        addSame(runs, from.subList(0, start));
        runs.add(Run.other(from.subList(start, from.size() - end), to.subList(start, to.size() - end)));
        addSame(runs, from.subList(from.size() - end, from.size()));
        return runs;
    }

    private static void addSame(List<Run> runs, List<String> tokens) {
        if (!tokens.isEmpty()) {
            runs.add(Run.same(tokens));
        }
    }

    private static int commonStart(List<String> from, List<String> to) {
        int most = Math.min(from.size(), to.size());
        int start = 0;
        while (start < most && from.get(start).equals(to.get(start))) {
            start++;
        }
        return start;
    }

    private static int commonEnd(List<String> from, List<String> to, int start) {
        int most = Math.min(from.size(), to.size()) - start;
        int end = 0;
        while (end < most && from.get(from.size() - 1 - end).equals(to.get(to.size() - 1 - end))) {
            end++;
        }
        return end;
    }

    /** Equal tokens have equal numbers, which are compared many times over. */
    private static List<Integer> numbers(List<String> tokens, Map<String, Integer> numbers) {
        List<Integer> list = new ArrayList<>(tokens.size());
        for (String token : tokens) {
            Integer number = numbers.putIfAbsent(token, numbers.size());
            list.add(number == null ? numbers.size() - 1 : number);
        }
        return list;
    }
}
