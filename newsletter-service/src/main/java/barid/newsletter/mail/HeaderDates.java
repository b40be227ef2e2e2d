package barid.newsletter.mail;

import java.time.Instant;

/** Dates as header fields have them, each second's written once. */
final class HeaderDates {
    private volatile Written last = new Written(0, MimeWriter.date(Instant.EPOCH));

    private record Written(long second, String text) {}

    String of(Instant instant) {
        Written written = last;
        if (written.second() != instant.getEpochSecond()) {
            written = new Written(instant.getEpochSecond(), MimeWriter.date(instant));
            last = written;
        }
        return written.text();
    }
}
