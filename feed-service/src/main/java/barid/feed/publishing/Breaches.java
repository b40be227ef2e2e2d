package barid.feed.publishing;

import barid.feed.entries.EntryTouches;
import barid.kit.changes.Change;
import barid.kit.db.Database;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.InstantSource;
import java.util.Map;
import java.util.stream.Collectors;

/** Keeps account of the entries that are left out, and lets one in again that breaks no rule any longer. */
public final class Breaches {
    private static final Logger LOG = LoggerFactory.getLogger(Breaches.class);

    private final BreachStore store;
    private final Database database;
    private final EntryTouches touches;
    private final InstantSource clock;
    private volatile Map<String, Long> known = Map.of();

    public Breaches(
            BreachStore store, Database database, EntryTouches touches, InstantSource clock, MeterRegistry metrics) {
        this.store = store;
        this.database = database;
        this.touches = touches;
        this.clock = clock;
        Gauge.builder("barid.feeds.breaches", () -> known.size())
                .description("Entries left out of the feeds, for what would be rendered of them breaks a rule")
                .register(metrics);
    }

    /** Reads what is known, and forgets what was mended or withdrawn. */
    void refresh() {
        known = store.versions();
        if (!known.isEmpty()) {
            store.forgetOld();
            known = store.versions();
        }
    }

    /** Takes note of what one rendering left out and of what it did not. */
    void note(FeedState state, FeedRenderer.Rendering rendering) {
        Map<String, Breach> broken = rendering.breaches().stream()
                .collect(Collectors.toMap(breach -> Change.key(breach.article(), breach.language()), breach -> breach));
        broken.forEach((key, breach) -> {
            if (!Long.valueOf(breach.version()).equals(known.get(key))) {
                LOG.error("The entry {} is left out of the feeds: {}", key, breach.flaws());
                store.record(breach, clock.instant());
            }
        });
        if (known.isEmpty()) {
            return;
        }
        for (Standing standing : state.standing()) {
            if (standing instanceof Standing.Live live) {
                String key = Change.key(live.article(), live.language());
                if (!broken.containsKey(key) && Long.valueOf(live.version()).equals(known.get(key))) {
                    letIn(live);
                }
            }
        }
    }

    /** Nothing about the entry changed, so nobody would hear of it at its old place. */
    private void letIn(Standing.Live entry) {
        database.transactions().run(tx -> {
            if (BreachStore.forget(tx, entry)) {
                touches.touch(tx, entry.article(), entry.language());
            }
        });
    }
}
