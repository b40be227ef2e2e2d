package barid.newsletter.suppression;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class SoftScoreTest {
    @Test
    void theThirdFailureInARowTellsThatTheMailboxWillNotComeBack() {
        SoftScore score = new SoftScore(0);
        for (int failures = 1; failures <= 2; failures++) {
            score = score.failedAgain(false);
            assertThat(score.dead()).isFalse();
        }
        assertThat(score.failedAgain(false).dead()).isTrue();
    }

    /** f: a mail that failed; t: one that was taken. */
    @ParameterizedTest
    @CsvSource({"fff, true", "fftf, false", "fftff, false", "fftfff, true", "ftftftftf, false", "tttfff, true"})
    void aMailThatWasTakenBeginsTheRowAnew(String mails, boolean dead) {
        SoftScore score = new SoftScore(0);
        boolean taken = false;
        for (char mail : mails.toCharArray()) {
            if (mail == 'f') {
                score = score.failedAgain(taken);
            }
            taken = mail == 't';
        }
        assertThat(score.dead()).isEqualTo(dead);
    }
}
