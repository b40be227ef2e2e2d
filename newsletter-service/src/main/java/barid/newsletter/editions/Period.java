package barid.newsletter.editions;

import com.fasterxml.jackson.annotation.JsonIgnore;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;

/**
 * What makes an edition: one cadence's mailing for one day, week, month or collecting window.
 *
 * @param name the local date, ISO week or month; for immediate the first instant of the collecting window
 * @param expires no attempt after this
 */
record Period(Cadence cadence, String name, Instant starts, Instant ends, Instant expires) {
    /** An instant of the day, or of the first day of the week or month, in {@code zone}. */
    @JsonIgnore
    Instant date(ZoneId zone) {
        return cadence == Cadence.IMMEDIATE
                ? ends
                : EditionSchedule.firstDay(starts)
                        .atTime(LocalTime.NOON)
                        .atZone(zone)
                        .toInstant();
    }
}
