package barid.feed.partners;

import org.junit.jupiter.api.Test;

import java.time.Instant;

import static org.assertj.core.api.Assertions.assertThat;

class PullCountTest {
    private static final Instant HOUR = Instant.parse("2026-03-26T12:00:00Z");
    private static final Tally WHOLE = new Tally(1, 0, 0, 0, 0, 0, 0, 100);
    private static final Tally REFUSED = new Tally(0, 0, 0, 0, 1, 0, 0, 0);

    private static PullCount with(Pull... pulls) {
        PullCount count = PullCount.none("who", HOUR);
        for (Pull pull : pulls) {
            count = count.plus(pull);
        }
        return count;
    }

    private static Pull served(int second, long position) {
        return new Pull.Served("who", HOUR.plusSeconds(second), WHOLE, 1, position, "mirror/" + second);
    }

    @Test
    void aRefusalLeavesWhatIsKnownOfTheNewestPull() {
        PullCount count = with(served(1, 7), new Pull.Failed("who", HOUR.plusSeconds(2), REFUSED));
        assertThat(count.tally()).isEqualTo(new Tally(1, 0, 0, 0, 1, 0, 0, 100));
        assertThat(count.position()).isEqualTo(7);
        assertThat(count.lastAt()).isEqualTo(HOUR.plusSeconds(1));
    }

    @Test
    void whatCouldNotBeWrittenIsAddedToWhatCameMeanwhile() {
        PullCount unwritten = with(served(1, 7));
        assertThat(unwritten.plus(with(served(2, 9)))).isEqualTo(with(served(1, 7), served(2, 9)));
        PullCount refusals = with(new Pull.Failed("who", HOUR.plusSeconds(2), REFUSED));
        assertThat(unwritten.plus(refusals).agent()).isEqualTo("mirror/1");
        assertThat(unwritten.plus(refusals).tally().refused()).isEqualTo(1);
    }
}
