package barid.newsletter.subscriptions;

import barid.newsletter.editions.Cadence;
import barid.newsletter.editions.EditionSchedule;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/** When a reader's next mail is due. Pure. */
final class NextDue {
    private NextDue() {}

    /** Empty for who is mailed as it happens. */
    static Optional<Instant> of(Choices choices, Instant now) {
        ZoneId zone = ZoneId.of(choices.zone());
        if (choices.cadence() == Cadence.IMMEDIATE) {
            return Optional.empty();
        }
        Instant next = EditionSchedule.nextDaily(now, choices.hour(), zone);
        while (!falls(choices, next, zone)) {
            next = EditionSchedule.nextDaily(next, choices.hour(), zone);
        }
        return Optional.of(next);
    }

    private static boolean falls(Choices choices, Instant at, ZoneId zone) {
        return switch (choices.cadence()) {
            case IMMEDIATE, DAILY -> true;
            case WEEKLY -> at.atZone(zone).getDayOfWeek().getValue() == choices.day();
            case MONTHLY -> at.atZone(zone).getDayOfMonth() == choices.day();
        };
    }
}
