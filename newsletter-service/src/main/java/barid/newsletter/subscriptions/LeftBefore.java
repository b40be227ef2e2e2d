package barid.newsletter.subscriptions;

import barid.newsletter.consent.Act;
import barid.newsletter.journal.Leavers;
import barid.newsletter.privacy.Privacy;
import barid.newsletter.suppression.Suppressions;
import io.helidon.dbclient.DbExecute;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Who left before the database was put back leaves once more, unless she confirmed later. */
final class LeftBefore implements Leavers {
    private final SubscriptionStore store;
    private final Evidence evidence;
    private final Privacy privacy;
    private final Suppressions suppressions;
    private final InstantSource clock;

    LeftBefore(
            SubscriptionStore store,
            Evidence evidence,
            Privacy privacy,
            Suppressions suppressions,
            InstantSource clock) {
        this.store = store;
        this.evidence = evidence;
        this.privacy = privacy;
        this.suppressions = suppressions;
        this.clock = clock;
    }

    @Override
    public boolean leave(DbExecute tx, String key, String reason, Instant at) {
        if (store.confirmedAfter(tx, key, at)) {
            return false;
        }
        Optional<UUID> reader = store.idOf(tx, key);
        if (reader.isEmpty() || !(reason.equals("unsubscribed") || reason.equals("erased"))) {
            suppressions.again(tx, key, reason, at);
            return true;
        }
        if (reason.equals("erased")) {
            return privacy.erase(tx, reader.get(), "journal", clock.instant());
        }
        if (!store.unsubscribe(tx, reader.get(), at)) {
            return false;
        }
        evidence.acted(tx, reader.get(), Act.UNSUBSCRIBED, clock.instant(), Source.JOURNAL, Map.of());
        return true;
    }
}
