package barid.newsletter.deliveries;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PaceTest {
    private static final long SECOND = 1_000_000_000L;

    private final Pace pace = new Pace();
    private long now = 77 * SECOND;

    @Test
    void aReceiverIsMailedWithoutALimitUntilItSaysThatItIsTooMuch() {
        assertThat(pace.grant(25, now)).isEqualTo(25);
        assertThat(pace.limit(now)).isInfinite();
    }

    @Test
    void whoSaysThatItIsTooMuchGetsHalfOfWhatItGot() {
        send(100, 10);
        pace.complained(now);
        assertThat(pace.limit(now)).isBetween(49.0, 51.0);
        assertThat(granted(10)).isBetween(480L, 520L);
    }

    @Test
    void whatWasUnderWayDoesNotHalveItOnceMoreButALaterComplaintDoes() {
        send(100, 10);
        pace.complained(now);
        pace.complained(now + SECOND);
        assertThat(pace.limit(now)).isBetween(49.0, 51.0);
        pace.complained(now + 3 * SECOND);
        assertThat(pace.limit(now + 3 * SECOND)).isBetween(24.0, 26.0);
    }

    @Test
    void itRecoversByItselfUntilThereIsNoLimit() {
        send(100, 10);
        pace.complained(now);
        assertThat(pace.limit(now + 16 * SECOND)).isGreaterThan(55);
        assertThat(pace.limit(now + 120 * SECOND)).isInfinite();
    }

    @Test
    void howeverOftenItComplainsItIsTriedAgain() {
        for (int i = 0; i < 100; i++) {
            pace.complained(now += 3 * SECOND);
        }
        assertThat(granted(60)).isPositive();
        assertThat(pace.nextAt(now)).isLessThanOrEqualTo(now + 10 * SECOND);
    }

    @Test
    void afterALongTroubleHalfOfItsFirstRateIsReachedWithinAMinuteAndMoreOnlySlowly() {
        send(40, 10);
        for (int i = 0; i < 10; i++) {
            pace.complained(now);
            now += 3 * SECOND;
        }
        assertThat(pace.limit(now)).isLessThan(1);
        assertThat(pace.limit(now + 50 * SECOND)).isBetween(20.0, 32.0);
    }

    /** So many a second, for so many seconds. */
    private void send(int rate, int seconds) {
        for (int i = 0; i < rate * seconds; i++) {
            pace.sent(now += SECOND / rate);
        }
    }

    private long granted(int seconds) {
        long granted = 0;
        for (int i = 0; i < seconds * 100; i++) {
            granted += pace.grant(25, now += SECOND / 100);
        }
        return granted;
    }
}
