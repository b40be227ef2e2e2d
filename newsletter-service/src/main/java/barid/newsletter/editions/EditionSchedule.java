package barid.newsletter.editions;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;

/**
 * When editions are due, over daylight saving: an hour that a day lacks means the next valid instant, one that it has
 * twice means the first. Pure.
 */
public final class EditionSchedule {
    /** Time zones reach from UTC+14 to UTC-12. */
    private static final ZoneOffset FIRST_ZONE = ZoneOffset.ofHours(14);

    private static final ZoneOffset LAST_ZONE = ZoneOffset.ofHours(-12);
    private static final Duration GRACE = Duration.ofHours(12);

    private EditionSchedule() {}

    /** The instant of a daily edition of {@code date} for a reader of this hour and zone. */
    static Instant daily(LocalDate date, int hour, ZoneId zone) {
        LocalDateTime local = LocalDateTime.of(date, LocalTime.of(hour, 0));
        ZoneOffsetTransition transition = zone.getRules().getTransition(local);
        if (transition != null && transition.isGap()) {
            return transition.getInstant();
        }
        return local.toInstant(zone.getRules().getValidOffsets(local).getFirst());
    }

    /** The first daily instant after {@code now}. */
    public static Instant nextDaily(Instant now, int hour, ZoneId zone) {
        LocalDate date = now.atZone(zone).toLocalDate().minusDays(1);
        Instant next = daily(date, hour, zone);
        while (!next.isAfter(now)) {
            date = date.plusDays(1);
            next = daily(date, hour, zone);
        }
        return next;
    }

    /** The date of the newest daily instant that is not after {@code now}: a planner that was away owes only that one. */
    static LocalDate currentDaily(Instant now, int hour, ZoneId zone) {
        LocalDate date = now.atZone(zone).toLocalDate().plusDays(1);
        while (daily(date, hour, zone).isAfter(now)) {
            date = date.minusDays(1);
        }
        return date;
    }

    /** The daily edition of a date, the same one in every time zone. */
    static Edition.Period dailyPeriod(LocalDate date) {
        Instant ends = date.plusDays(1).atStartOfDay().toInstant(LAST_ZONE);
        return new Edition.Period(
                Cadence.DAILY, date.toString(), date.atStartOfDay().toInstant(FIRST_ZONE), ends, ends.plus(GRACE));
    }

    /** The end of the newest collecting window that is closed at {@code now}. */
    static Instant lastClose(Instant now, Duration window) {
        return now.minusMillis(Math.floorMod(now.toEpochMilli(), window.toMillis()))
                .truncatedTo(java.time.temporal.ChronoUnit.MILLIS);
    }

    /** The immediate edition of the window that closed at {@code close}. */
    static Edition.Period immediatePeriod(Instant close, EditionSettings settings) {
        Instant starts = close.minus(settings.collectingWindow());
        return new Edition.Period(
                Cadence.IMMEDIATE, starts.toString(), starts, close, close.plus(settings.immediateLifetime()));
    }
}
