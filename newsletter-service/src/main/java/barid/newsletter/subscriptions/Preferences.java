package barid.newsletter.subscriptions;

import barid.kit.db.Database;
import barid.newsletter.consent.Act;
import barid.newsletter.editions.Positions;

import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What a reader changes of a standing subscription. */
final class Preferences {
    private static final int LONGEST_PAUSE_YEARS = 1;

    private final Database database;
    private final SubscriptionStore store;
    private final Positions positions;
    private final Evidence evidence;
    private final InstantSource clock;

    Preferences(
            Database database, SubscriptionStore store, Positions positions, Evidence evidence, InstantSource clock) {
        this.database = database;
        this.store = store;
        this.positions = positions;
        this.evidence = evidence;
        this.clock = clock;
    }

    /** What became of choices that were sent. */
    enum Saving {
        SAVED,
        /** They were made from choices that do not stand any more. */
        STALE,
        /** There is no standing subscription. */
        GONE
    }

    /** What became of a pause that was asked for. */
    enum Pausing {
        PAUSED,
        /** Not tomorrow or later, or more than a year away. */
        REFUSED,
        GONE
    }

    /** {@code version} tells the choices that the form was made from ({@link Choices#version}). */
    Saving save(UUID subscriber, String version, Choices wanted, Source source) {
        Instant now = clock.instant();
        return database.transactions().inTransaction(tx -> {
            Choices standing = store.lockStanding(tx, subscriber)
                    .filter(SubscriptionStore.Standing::confirmed)
                    .map(SubscriptionStore.Standing::choices)
                    .orElse(null);
            if (standing == null) {
                return Saving.GONE;
            }
            if (standing.equals(wanted)) {
                return Saving.SAVED;
            }
            if (!standing.version().equals(version)) {
                return Saving.STALE;
            }
            if (!standing.selectsAs(wanted)) {
                positions.beforeChange(tx, subscriber, now);
            }
            store.choose(tx, subscriber, wanted, wanted.nextDue(now));
            evidence.acted(tx, subscriber, Act.CHANGED, now, source, Map.of("choices", wanted));
            return Saving.SAVED;
        });
    }

    /** No mail until {@code day} begins where she lives; what arrives meanwhile comes then. */
    Pausing pause(UUID subscriber, LocalDate day, Source source) {
        Instant now = clock.instant();
        return database.transactions().inTransaction(tx -> {
            Choices standing = store.lockStanding(tx, subscriber)
                    .filter(SubscriptionStore.Standing::confirmed)
                    .map(SubscriptionStore.Standing::choices)
                    .orElse(null);
            if (standing == null) {
                return Pausing.GONE;
            }
            ZoneId zone = ZoneId.of(standing.zone());
            LocalDate today = now.atZone(zone).toLocalDate();
            if (!day.isAfter(today) || day.isAfter(today.plusYears(LONGEST_PAUSE_YEARS))) {
                return Pausing.REFUSED;
            }
            store.pause(tx, subscriber, Optional.of(day.atStartOfDay(zone).toInstant()));
            evidence.acted(tx, subscriber, Act.PAUSED, now, source, Map.of("until", day.toString()));
            return Pausing.PAUSED;
        });
    }

    /** Ends a pause at once. */
    void resume(UUID subscriber, Source source) {
        Instant now = clock.instant();
        database.transactions()
                .run(tx -> store.lockStanding(tx, subscriber)
                        .filter(standing -> standing.confirmed() && standing.pausedUntil() != null)
                        .ifPresent(standing -> {
                            store.pause(tx, subscriber, Optional.empty());
                            evidence.acted(tx, subscriber, Act.CHANGED, now, source, Map.of("paused", false));
                        }));
    }
}
