package barid.newsletter.console;

import barid.kit.http.Problem;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/** Where the next page of a list begins: behind the row of this time and id, the newest being first. */
record After(Instant at, UUID id) {
    /** Before everything. */
    static final After START = new After(Instant.parse("9999-01-01T00:00:00Z"), new UUID(-1, -1));

    /** Reads what {@link #text} wrote; {@link Problem} 400 for anything else. */
    static After parse(String text) {
        if (text.isEmpty()) {
            return START;
        }
        int dot = Math.max(0, text.indexOf('.'));
        try {
            return new After(instant(text.substring(0, dot)), UUID.fromString(text.substring(dot + 1)));
        } catch (IllegalArgumentException e) {
            throw unknown();
        }
    }

    String text() {
        return micros(at) + "." + id;
    }

    /** The instant that {@link #micros} wrote; {@link Problem} 400 for anything else. */
    static Instant instant(String micros) {
        try {
            Instant instant = Instant.EPOCH.plus(Long.parseLong(micros), ChronoUnit.MICROS);
            if (instant.isAfter(Instant.EPOCH) && instant.isBefore(START.at())) {
                return instant;
            }
        } catch (NumberFormatException | ArithmeticException | DateTimeException e) {
            throw unknown();
        }
        throw unknown();
    }

    /** An instant as exactly as the database has it. */
    static String micros(Instant at) {
        return Long.toString(ChronoUnit.MICROS.between(Instant.EPOCH, at));
    }

    private static Problem unknown() {
        return Problem.malformed("The page of the list is not known.");
    }
}
