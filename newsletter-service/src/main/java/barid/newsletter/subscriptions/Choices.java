package barid.newsletter.subscriptions;

import barid.newsletter.editions.Cadence;
import barid.newsletter.editions.EditionSchedule;
import barid.newsletter.keys.Keys;
import barid.newsletter.rows.JsonRows;

import java.time.Instant;
import java.time.ZoneId;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * What a reader chose.
 *
 * @param languages in order of preference
 * @param topics slugs; empty means all
 * @param day ISO day of the week or day of the month, by cadence
 */
public record Choices(List<String> languages, List<String> topics, Cadence cadence, int hour, int day, String zone) {
    /** The hour of who names none. */
    public static final int HOUR = 7;

    private static final int VERSION_BYTES = 8;

    /** Tells these choices from others: a form says which ones it was made from. */
    String version() {
        return HexFormat.of().formatHex(Keys.hash(JsonRows.write(this)), 0, VERSION_BYTES);
    }

    /** When her next mail is due; empty for who is mailed as it happens. */
    Optional<Instant> nextDue(Instant now) {
        return EditionSchedule.next(cadence, now, hour, day, ZoneId.of(zone));
    }

    /** Whether the same articles are due under {@code other}. */
    boolean selectsAs(Choices other) {
        return languages.equals(other.languages) && topics.equals(other.topics);
    }
}
