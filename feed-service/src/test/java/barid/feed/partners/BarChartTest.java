package barid.feed.partners;

import org.junit.jupiter.api.Test;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class BarChartTest {
    private static BarChart chart(boolean fromTheRight, Long... counts) {
        return BarChart.of("Pulls", "Pulls: …", List.of(counts), fromTheRight, "first", "last", "most");
    }

    @Test
    void theHighestFillsTheHeightAndNothingIsALine() {
        List<BarChart.Bar> bars = chart(false, 0L, 5L, 10L, 1_000_000L).bars();
        assertThat(bars.get(0).empty()).isTrue();
        assertThat(bars.get(1).empty()).isFalse();
        assertThat(bars.get(3).height()).isEqualTo(BarChart.HEIGHT);
        assertThat(bars).allMatch(bar -> bar.y() + bar.height() == BarChart.HEIGHT);
        assertThat(chart(false, 0L, 0L).bars()).allMatch(BarChart.Bar::empty);
    }

    @Test
    void timeRunsTheWayThePageIsRead() {
        assertThat(chart(false, 1L, 2L, 3L).bars()).extracting(BarChart.Bar::x).isSorted();
        List<Integer> fromTheRight =
                chart(true, 1L, 2L, 3L).bars().stream().map(BarChart.Bar::x).toList();
        assertThat(fromTheRight.reversed()).isSorted();
        assertThat(fromTheRight).allMatch(x -> x >= 0 && x + BarChart.BAR <= 30);
    }
}
