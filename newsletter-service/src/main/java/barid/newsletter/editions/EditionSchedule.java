package barid.newsletter.editions;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.IsoFields;
import java.time.temporal.TemporalAdjusters;
import java.time.zone.ZoneOffsetTransition;
import java.util.Optional;

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

    /** The instant of {@code hour} on {@code date} in {@code zone}. */
    static Instant at(LocalDate date, int hour, ZoneId zone) {
        LocalDateTime local = LocalDateTime.of(date, LocalTime.of(hour, 0));
        ZoneOffsetTransition transition = zone.getRules().getTransition(local);
        if (transition != null && transition.isGap()) {
            return transition.getInstant();
        }
        return local.toInstant(zone.getRules().getValidOffsets(local).getFirst());
    }

    /**
     * The first due instant after {@code now}; empty for immediate, which follows its collecting windows.
     *
     * @param day ISO day of the week (1 to 7) or day of the month (1 to 28), by cadence
     */
    public static Optional<Instant> next(Cadence cadence, Instant now, int hour, int day, ZoneId zone) {
        if (cadence == Cadence.IMMEDIATE) {
            return Optional.empty();
        }
        LocalDate date = notBefore(cadence, now.atZone(zone).toLocalDate().minusDays(1), day);
        while (!at(date, hour, zone).isAfter(now)) {
            date = notBefore(cadence, date.plusDays(1), day);
        }
        return Optional.of(at(date, hour, zone));
    }

    /** The newest due date whose instant is not after {@code now}: a planner that was away owes only that one. */
    static LocalDate current(Cadence cadence, Instant now, int hour, int day, ZoneId zone) {
        LocalDate date = notAfter(cadence, now.atZone(zone).toLocalDate().plusDays(1), day);
        while (at(date, hour, zone).isAfter(now)) {
            date = notAfter(cadence, date.minusDays(1), day);
        }
        return date;
    }

    private static LocalDate notBefore(Cadence cadence, LocalDate date, int day) {
        return switch (cadence) {
            case IMMEDIATE -> throw new IllegalArgumentException("immediate has no dates");
            case DAILY -> date;
            case WEEKLY -> date.with(TemporalAdjusters.nextOrSame(weekday(day)));
            case MONTHLY ->
                date.getDayOfMonth() <= day
                        ? date.withDayOfMonth(day)
                        : date.plusMonths(1).withDayOfMonth(day);
        };
    }

    private static LocalDate notAfter(Cadence cadence, LocalDate date, int day) {
        return switch (cadence) {
            case IMMEDIATE -> throw new IllegalArgumentException("immediate has no dates");
            case DAILY -> date;
            case WEEKLY -> date.with(TemporalAdjusters.previousOrSame(weekday(day)));
            case MONTHLY ->
                date.getDayOfMonth() >= day
                        ? date.withDayOfMonth(day)
                        : date.minusMonths(1).withDayOfMonth(day);
        };
    }

    /** A day chosen for monthly mails may stand beside the weekly cadence. */
    private static DayOfWeek weekday(int day) {
        return DayOfWeek.of(Math.min(day, 7));
    }

    /** The edition to which a due date belongs, the same one in every time zone: that day, ISO week or month. */
    static Period period(Cadence cadence, LocalDate date) {
        return switch (cadence) {
            case IMMEDIATE -> throw new IllegalArgumentException("immediate has no dates");
            case DAILY -> period(cadence, date.toString(), date, date.plusDays(1));
            case WEEKLY -> {
                LocalDate monday = date.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
                String name = "%d-W%02d"
                        .formatted(date.get(IsoFields.WEEK_BASED_YEAR), date.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
                yield period(cadence, name, monday, monday.plusWeeks(1));
            }
            case MONTHLY -> {
                YearMonth month = YearMonth.from(date);
                yield period(
                        cadence,
                        month.toString(),
                        month.atDay(1),
                        month.plusMonths(1).atDay(1));
            }
        };
    }

    private static Period period(Cadence cadence, String name, LocalDate first, LocalDate after) {
        Instant ends = after.atStartOfDay().toInstant(LAST_ZONE);
        return new Period(cadence, name, first.atStartOfDay().toInstant(FIRST_ZONE), ends, ends.plus(GRACE));
    }

    /** When a period whose first day this is starts anywhere. */
    static Instant starts(LocalDate firstDay) {
        return firstDay.atStartOfDay().toInstant(FIRST_ZONE);
    }

    /** The first day of a period of dates that starts then. */
    static LocalDate firstDay(Instant starts) {
        return starts.atOffset(FIRST_ZONE).toLocalDate();
    }

    /** The end of the newest collecting window that is closed at {@code now}. */
    static Instant lastClose(Instant now, Duration window) {
        return now.minusMillis(Math.floorMod(now.toEpochMilli(), window.toMillis()))
                .truncatedTo(ChronoUnit.MILLIS);
    }

    /** The immediate edition of the window that closed at {@code close}. */
    static Period immediatePeriod(Instant close, EditionSettings settings) {
        Instant starts = close.minus(settings.collectingWindow());
        return new Period(
                Cadence.IMMEDIATE, starts.toString(), starts, close, close.plus(settings.immediateLifetime()));
    }
}
