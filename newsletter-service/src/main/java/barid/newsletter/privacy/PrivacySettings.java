package barid.newsletter.privacy;

import io.helidon.config.Config;

import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;

/**
 * How long what is held of readers is kept.
 *
 * @param recordClientAddress whether the evidence of consent holds the network address that an act came from
 * @param unconfirmedKept an address that was never confirmed, after its last confirmation lapsed
 * @param unsubscribedKept the address of who left
 * @param deliveriesKept what was mailed to whom, after its edition ended
 * @param auditKept what operators did in the console
 * @param poll how often it is looked for
 */
public record PrivacySettings(
        boolean recordClientAddress,
        Period unconfirmedKept,
        Period unsubscribedKept,
        Period deliveriesKept,
        Period auditKept,
        Duration poll) {
    /** Reads the {@code privacy} block. */
    public static PrivacySettings from(Config config) {
        return new PrivacySettings(
                config.get("record-client-address").asBoolean().orElse(false),
                period(config, "unconfirmed-kept", Period.ofDays(30)),
                period(config, "unsubscribed-kept", Period.ofYears(2)),
                period(config, "deliveries-kept", Period.ofMonths(25)),
                period(config, "audit-kept", Period.ofMonths(25)),
                config.get("poll").as(Duration.class).orElse(Duration.ofHours(1)));
    }

    private static Period period(Config config, String key, Period otherwise) {
        Period period = config.get(key).asString().map(Period::parse).orElse(otherwise);
        if (period.isNegative() || period.isZero()) {
            throw new IllegalArgumentException("privacy." + key + " must be longer than nothing");
        }
        return period;
    }

    /** What lies before it was kept for {@code period}. */
    static Instant before(Instant now, Period period) {
        return now.atZone(ZoneOffset.UTC).minus(period).toInstant();
    }
}
