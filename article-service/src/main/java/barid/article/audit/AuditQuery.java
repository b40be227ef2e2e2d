package barid.article.audit;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which lines of the audit log are asked for; what is empty does not narrow them.
 *
 * @param before the place after which to go on, into the past
 */
record AuditQuery(
        Optional<UUID> article,
        Optional<String> who,
        Optional<String> act,
        Optional<Instant> since,
        Optional<Mark> before) {

    /** A line's place; unlike a page's number it stays while the log grows. */
    record Mark(Instant at, long id) {
        private static final Pattern FORM = Pattern.compile("([0-9]{1,17})_([0-9]{1,18})");

        static Mark of(AuditLine line) {
            return new Mark(line.at(), line.id());
        }

        /** Reads what {@link #text} wrote; empty if it is nothing of the kind. */
        static Optional<Mark> of(String text) {
            Matcher parts = FORM.matcher(text);
            if (!parts.matches()) {
                return Optional.empty();
            }
            try {
                Instant at = Instant.EPOCH.plus(Long.parseLong(parts.group(1)), ChronoUnit.MICROS);
                return Optional.of(new Mark(at, Long.parseLong(parts.group(2))));
            } catch (DateTimeException e) {
                return Optional.empty();
            }
        }

        /** Microseconds, as the database keeps them, and the line's number. */
        String text() {
            return ChronoUnit.MICROS.between(Instant.EPOCH, at) + "_" + id;
        }
    }
}
