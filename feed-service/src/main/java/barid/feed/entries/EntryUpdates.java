package barid.feed.entries;

import barid.kit.changes.Change;
import barid.kit.changes.ChangeHandler;
import io.helidon.dbclient.DbExecute;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Applies the change feed to the copy: what a reader can see changed moves to a new position in its feeds, the rest stays. */
public final class EntryUpdates implements ChangeHandler {
    /** How long a tombstone stands in the subscription document. */
    static final Duration TOMBSTONE_STANDS = Duration.ofDays(30);

    private final EntryStore entries = new EntryStore();
    private final TopicStore topics = new TopicStore();
    private final String channel;
    private final InstantSource clock;

    /** {@code channel} is notified of what happens without a change: tombstones that leave. */
    public EntryUpdates(String channel, InstantSource clock) {
        this.channel = channel;
        this.clock = clock;
    }

    @Override
    public void apply(DbExecute tx, List<Change> changes) {
        Map<String, EntryStore.Known> known = entries.known(tx, changes);
        Set<FeedKey> touched = new HashSet<>();
        for (Change change : changes) {
            switch (change) {
                case Change.Published published -> publish(tx, known, touched, CleanText.of(published));
                case Change.Withdrawn withdrawn -> withdraw(tx, known, touched, CleanText.of(withdrawn));
                case Change.Topic topic -> name(tx, CleanText.of(topic));
            }
        }
        touched.forEach(feed -> entries.moveFeed(tx, feed));
        if (entries.leave(tx, clock.instant()) > 0) {
            entries.notify(tx, channel);
        }
    }

    private void publish(
            DbExecute tx, Map<String, EntryStore.Known> known, Set<FeedKey> touched, Change.Published now) {
        EntryStore.Known next = new EntryStore.Known.Live(now);
        if (next.equals(known.put(now.key(), next))) {
            return;
        }
        FeedKey feed = FeedKey.articles(now.language());
        entries.put(tx, now);
        entries.enter(tx, feed, now);
        touched.add(feed);
    }

    private void withdraw(
            DbExecute tx, Map<String, EntryStore.Known> known, Set<FeedKey> touched, Change.Withdrawn now) {
        EntryStore.Known next = new EntryStore.Known.Gone(now);
        EntryStore.Known before = known.put(now.key(), next);
        if (next.equals(before)) {
            return;
        }
        // Who never saw the entry here learns no more from a late tombstone than from an old one.
        Instant since = before instanceof EntryStore.Known.Live ? clock.instant() : now.withdrawn();
        FeedKey feed = FeedKey.articles(now.language());
        entries.bury(tx, now);
        entries.leaveTombstone(tx, feed, now, since.plus(TOMBSTONE_STANDS));
        touched.add(feed);
    }

    private void name(DbExecute tx, Change.Topic topic) {
        if (topics.put(tx, topic)) {
            entries.relabel(tx, topic.slug());
        }
    }

    @Override
    public void forgetUnseen(DbExecute tx) {
        Instant now = clock.instant();
        List<Change> gone = entries.unseen(tx).stream()
                .<Change>map(
                        entry -> new Change.Withdrawn(0, entry.article(), entry.language(), entry.entryId(), now, ""))
                .toList();
        apply(tx, gone);
        topics.deleteUnseen(tx).forEach(slug -> entries.relabel(tx, slug));
    }
}
