package barid.newsletter.console;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Who joined, above a line, and who left, below it, drawn as SVG; time runs the way that the page's language is read.
 *
 * @param alternative the same in a sentence, for who does not see it
 * @param width in units of the drawing; its height is twice {@link #HALF}
 * @param joined what the upper half shows, in words, and how many at most; {@code left} the same of the lower half
 * @param rows the numbers, the newest first
 */
public record GrowthChart(
        String title,
        String alternative,
        List<Bar> bars,
        int width,
        String joined,
        String left,
        String first,
        String last,
        List<Row> rows) {
    /** The height of each half. */
    public static final int HALF = 50;

    public static final int BAR = 7;
    private static final int STEP = 10;

    /** A bar; {@code y} is its upper end. */
    public record Bar(int x, int y, int height, boolean below) {}

    /** The numbers of one day or week. */
    public record Row(String when, String joined, String left) {}

    /** What happened in one day or week. */
    record Step(String when, long joined, long left) {}

    /** {@code steps} from the oldest on. */
    static GrowthChart of(Words words, String title, List<Step> steps) {
        long joined = steps.stream().mapToLong(Step::joined).sum();
        long left = steps.stream().mapToLong(Step::left).sum();
        long mostJoined = steps.stream().mapToLong(Step::joined).max().orElse(0);
        long mostLeft = steps.stream().mapToLong(Step::left).max().orElse(0);
        long most = Math.max(1, Math.max(mostJoined, mostLeft));
        List<Bar> bars = IntStream.range(0, steps.size())
                .boxed()
                .flatMap(i -> {
                    int place = words.rightToLeft() ? steps.size() - 1 - i : i;
                    int x = place * STEP + (STEP - BAR) / 2;
                    int up = height(steps.get(i).joined(), most);
                    int down = height(steps.get(i).left(), most);
                    return List.of(new Bar(x, HALF - up, up, false), new Bar(x, HALF, down, true)).stream();
                })
                .filter(bar -> bar.height() > 0)
                .toList();
        return new GrowthChart(
                words.get(title),
                words.get("chart.says", words.get(title), joined, left),
                bars,
                steps.size() * STEP,
                words.get("chart.joined", mostJoined),
                words.get("chart.left", mostLeft),
                steps.getFirst().when(),
                steps.getLast().when(),
                steps.reversed().stream()
                        .filter(step -> step.joined() + step.left() > 0)
                        .map(step -> new Row(step.when(), words.number(step.joined()), words.number(step.left())))
                        .toList());
    }

    /** Whatever happened is seen. */
    static int height(long count, long most) {
        return count == 0 ? 0 : Math.max(2, Math.toIntExact(count * HALF / most));
    }
}
