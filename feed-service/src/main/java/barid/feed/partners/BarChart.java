package barid.feed.partners;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A small bar chart, drawn as SVG; time runs the way that the page's language is read.
 *
 * @param alternative the same in a sentence, for who does not see it
 * @param width in units of the drawing; its height is {@link #HEIGHT}
 * @param first the label of the oldest bar, {@code last} that of the newest
 * @param most the highest count, as people write it
 */
public record BarChart(
        String title, String alternative, List<Bar> bars, int width, String first, String last, String most) {
    public static final int HEIGHT = 30;
    public static final int BAR = 7;
    private static final int STEP = 10;

    /** {@code x} and {@code y} of its upper corner at the left; the height is at least a line. */
    public record Bar(int x, int y, int height) {
        /** Whether there was nothing to count. */
        public boolean empty() {
            return height <= 1;
        }
    }

    /** The counts, oldest first. */
    static BarChart of(
            String title,
            String alternative,
            List<Long> counts,
            boolean fromTheRight,
            String first,
            String last,
            String most) {
        long highest =
                Math.max(1, counts.stream().mapToLong(Long::longValue).max().orElse(0));
        int size = counts.size();
        List<Bar> bars = IntStream.range(0, size)
                .mapToObj(i -> {
                    long count = counts.get(i);
                    int height = count == 0 ? 1 : Math.max(3, Math.toIntExact(count * HEIGHT / highest));
                    int place = fromTheRight ? size - 1 - i : i;
                    return new Bar(place * STEP + (STEP - BAR) / 2, HEIGHT - height, height);
                })
                .toList();
        return new BarChart(title, alternative, bars, size * STEP, first, last, most);
    }
}
