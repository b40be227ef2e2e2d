package barid.newsletter.console;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * What receivers answered in the last hours, drawn as SVG: taken above a line, put off or refused below it; time runs the way
 * that the page's language is read.
 *
 * @param alternative the same in a sentence, for who does not see it
 * @param width in units of the drawing; its height is twice {@link GrowthChart#HALF}
 * @param above what the upper half shows, in words, and how many at most; {@code below} the same of the lower half
 * @param rows the numbers, the newest first
 */
public record SendingChart(
        String alternative,
        List<GrowthChart.Bar> bars,
        int width,
        String above,
        String below,
        String first,
        String last,
        List<Row> rows) {
    static final Duration SPAN = Duration.ofHours(6);
    private static final Duration STEP = Duration.ofMinutes(5);
    private static final int STEPS = Math.toIntExact(SPAN.dividedBy(STEP));
    private static final int WIDE = 10;

    /** The numbers of five minutes. */
    public record Row(String when, String accepted, String deferred, String rejected) {}

    /** {@code minutes} of the last {@link #SPAN}, in any order. */
    static SendingChart of(Words words, List<SendingFiguresStore.Minute> minutes, Instant now) {
        Instant end = floor(now);
        TreeMap<Instant, SendingFiguresStore.Answers> steps = new TreeMap<>();
        minutes.forEach(minute -> steps.merge(
                floor(minute.minute()),
                new SendingFiguresStore.Answers(minute.accepted(), minute.deferred(), minute.rejected()),
                SendingChart::sum));
        List<Instant> times = IntStream.range(0, STEPS)
                .mapToObj(i -> end.minus(STEP.multipliedBy(STEPS - 1L - i)))
                .toList();
        SendingFiguresStore.Answers none = new SendingFiguresStore.Answers(0, 0, 0);
        List<SendingFiguresStore.Answers> answers =
                times.stream().map(time -> steps.getOrDefault(time, none)).toList();
        long mostAbove = answers.stream()
                .mapToLong(SendingFiguresStore.Answers::accepted)
                .max()
                .orElse(0);
        long mostBelow = answers.stream().mapToLong(SendingChart::refused).max().orElse(0);
        long most = Math.max(1, Math.max(mostAbove, mostBelow));
        SendingFiguresStore.Answers all = answers.stream().reduce(none, SendingChart::sum);
        return new SendingChart(
                words.get("plot.says", all.accepted(), all.deferred(), all.rejected()),
                bars(words, answers, most),
                STEPS * WIDE,
                words.get("plot.above", mostAbove),
                words.get("plot.below", mostBelow),
                words.time(times.getFirst()),
                words.time(end),
                IntStream.iterate(STEPS - 1, i -> i >= 0, i -> i - 1)
                        .filter(i -> !answers.get(i).equals(none))
                        .mapToObj(i -> row(words, times.get(i), answers.get(i)))
                        .toList());
    }

    private static List<GrowthChart.Bar> bars(Words words, List<SendingFiguresStore.Answers> answers, long most) {
        return IntStream.range(0, answers.size())
                .boxed()
                .flatMap(i -> {
                    int place = words.rightToLeft() ? answers.size() - 1 - i : i;
                    int x = place * WIDE + (WIDE - GrowthChart.BAR) / 2;
                    int up = GrowthChart.height(answers.get(i).accepted(), most);
                    int down = GrowthChart.height(refused(answers.get(i)), most);
                    return List.of(
                            new GrowthChart.Bar(x, GrowthChart.HALF - up, up, false),
                            new GrowthChart.Bar(x, GrowthChart.HALF, down, true))
                            .stream();
                })
                .filter(bar -> bar.height() > 0)
                .toList();
    }

    private static Row row(Words words, Instant time, SendingFiguresStore.Answers answers) {
        return new Row(
                words.time(time),
                words.number(answers.accepted()),
                words.number(answers.deferred()),
                words.number(answers.rejected()));
    }

    private static long refused(SendingFiguresStore.Answers answers) {
        return answers.deferred() + answers.rejected();
    }

    private static SendingFiguresStore.Answers sum(SendingFiguresStore.Answers one, SendingFiguresStore.Answers other) {
        return new SendingFiguresStore.Answers(
                one.accepted() + other.accepted(),
                one.deferred() + other.deferred(),
                one.rejected() + other.rejected());
    }

    private static Instant floor(Instant time) {
        return Instant.ofEpochSecond(time.getEpochSecond() - Math.floorMod(time.getEpochSecond(), STEP.toSeconds()));
    }
}
