package barid.newsletter.editions;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;

class EditionScheduleTest {
    /** A missing hour means the next valid instant, a double hour the first. */
    @ParameterizedTest
    @CsvSource({
        "2026-03-29, 2, Europe/Paris, 2026-03-29T01:00:00Z",
        "2026-10-25, 2, Europe/Paris, 2026-10-25T00:00:00Z",
        "2026-03-08, 2, America/New_York, 2026-03-08T07:00:00Z",
        "2026-11-01, 1, America/New_York, 2026-11-01T05:00:00Z",
        "2026-04-24, 0, Africa/Cairo, 2026-04-23T22:00:00Z",
        "2026-03-29, 0, Asia/Beirut, 2026-03-28T22:00:00Z",
        "2026-10-04, 2, Australia/Lord_Howe, 2026-10-03T15:30:00Z",
        "2026-07-01, 7, Asia/Kathmandu, 2026-07-01T01:15:00Z",
        "2026-07-01, 7, UTC, 2026-07-01T07:00:00Z"
    })
    void dailyInstants(LocalDate date, int hour, String zone, Instant expected) {
        assertThat(EditionSchedule.at(date, hour, ZoneId.of(zone))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"Africa/Cairo", "Asia/Beirut", "Europe/Paris", "America/New_York", "Australia/Lord_Howe", "UTC"})
    void eachDayOfAYearHasOneInstantInEachZoneAtEachHour(String name) {
        ZoneId zone = ZoneId.of(name);
        for (int hour = 0; hour < 24; hour++) {
            Instant now = Instant.parse("2026-01-01T12:00:00Z");
            Set<LocalDate> dates = new HashSet<>();
            for (int day = 0; day < 365; day++) {
                Instant next =
                        EditionSchedule.next(Cadence.DAILY, now, hour, 1, zone).orElseThrow();
                assertThat(next).isAfter(now);
                assertThat(Duration.between(now, next)).isLessThanOrEqualTo(Duration.ofHours(26));
                assertThat(next.atZone(zone).getHour()).isGreaterThanOrEqualTo(hour);
                assertThat(dates.add(EditionSchedule.current(Cadence.DAILY, next, hour, 1, zone)))
                        .isTrue();
                now = next;
            }
        }
    }

    @Test
    void aPlannerThatWasAwayOwesTheNewestDayOnly() {
        ZoneId paris = ZoneId.of("Europe/Paris");
        assertThat(EditionSchedule.current(Cadence.DAILY, Instant.parse("2026-11-24T05:59:59Z"), 7, 1, paris))
                .isEqualTo("2026-11-23");
        assertThat(EditionSchedule.current(Cadence.DAILY, Instant.parse("2026-11-24T06:00:00Z"), 7, 1, paris))
                .isEqualTo("2026-11-24");
    }

    @Test
    void collectingWindowsCloseOnTheirMultiples() {
        assertThat(EditionSchedule.lastClose(Instant.parse("2026-11-24T12:19:59.9Z"), Duration.ofMinutes(10)))
                .isEqualTo("2026-11-24T12:10:00Z");
        assertThat(EditionSchedule.lastClose(Instant.parse("2026-11-24T12:20:00Z"), Duration.ofMinutes(10)))
                .isEqualTo("2026-11-24T12:20:00Z");
    }

    @ParameterizedTest
    @CsvSource({
        "WEEKLY, 5, 2026-11-26T07:00:00Z, 2026-11-27T07:00:00Z, 2026-W48",
        "WEEKLY, 5, 2026-11-27T07:00:00Z, 2026-12-04T07:00:00Z, 2026-W49",
        "WEEKLY, 7, 2026-12-31T12:00:00Z, 2027-01-03T07:00:00Z, 2026-W53",
        "WEEKLY, 1, 2027-01-03T12:00:00Z, 2027-01-04T07:00:00Z, 2027-W01",
        "MONTHLY, 28, 2026-02-28T07:00:00Z, 2026-03-28T07:00:00Z, 2026-03",
        "MONTHLY, 1, 2026-12-01T06:59:59Z, 2026-12-01T07:00:00Z, 2026-12",
        "MONTHLY, 1, 2026-12-01T07:00:00Z, 2027-01-01T07:00:00Z, 2027-01"
    })
    void weeklyAndMonthlyComeOnTheirDay(Cadence cadence, int day, Instant now, Instant due, String period) {
        ZoneId utc = ZoneId.of("UTC");
        assertThat(EditionSchedule.next(cadence, now, 7, day, utc)).contains(due);
        assertThat(EditionSchedule.period(cadence, EditionSchedule.current(cadence, due, 7, day, utc))
                        .name())
                .isEqualTo(period);
        assertThat(EditionSchedule.current(cadence, due.minusSeconds(1), 7, day, utc))
                .isBefore(due.atZone(utc).toLocalDate());
    }
}
