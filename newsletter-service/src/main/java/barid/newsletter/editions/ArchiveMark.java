package barid.newsletter.editions;

import barid.kit.http.Problem;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A place in the list of past editions, as an address carries it: {@code 2026-11-23.weekly}. */
record ArchiveMark(LocalDate firstDay, Cadence cadence) {
    /** Before everything that may ever be listed. */
    static final ArchiveMark TOP = new ArchiveMark(LocalDate.of(9999, 12, 31), Cadence.WEEKLY);

    private static final Pattern FORM = Pattern.compile("([0-9]{4}-[0-9]{2}-[0-9]{2})\\.(daily|weekly|monthly)");

    static ArchiveMark of(Period period) {
        return new ArchiveMark(EditionSchedule.firstDay(period.starts()), period.cadence());
    }

    static ArchiveMark parse(String text) {
        Matcher parts = FORM.matcher(text);
        try {
            if (parts.matches()) {
                return new ArchiveMark(
                        LocalDate.parse(parts.group(1)),
                        Cadence.valueOf(parts.group(2).toUpperCase(Locale.ROOT)));
            }
        } catch (DateTimeException e) {
            throw Problem.malformed("no such date");
        }
        throw Problem.malformed("before is a date and a cadence");
    }

    @Override
    public String toString() {
        return firstDay + "." + cadence.word();
    }
}
