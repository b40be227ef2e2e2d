package barid.feed.entries;

import barid.kit.changes.Change;
import barid.kit.changes.ChangeHandler;
import io.helidon.dbclient.DbExecute;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.LinkedHashSet;
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
        if (!changes.isEmpty()) {
            new Page(tx, entries.known(tx, changes), topics.all(tx)).apply(changes);
        }
        if (entries.leave(tx, clock.instant()) > 0) {
            entries.notify(tx, channel);
        }
    }

    /** One page's way into the copy. */
    private final class Page {
        private final DbExecute tx;
        private final Map<String, EntryStore.Known> known;
        private final Set<FeedKey> touched = new HashSet<>();
        private final Set<String> spoken = new HashSet<>();
        private Topics standing;

        Page(DbExecute tx, Map<String, EntryStore.Known> known, Topics standing) {
            this.tx = tx;
            this.known = known;
            this.standing = standing;
        }

        void apply(List<Change> changes) {
            for (Change change : changes) {
                switch (change) {
                    case Change.Published published -> publish(CleanText.of(published));
                    case Change.Withdrawn withdrawn -> withdraw(CleanText.of(withdrawn));
                    case Change.Topic topic -> name(CleanText.of(topic));
                }
            }
            touched.forEach(feed -> entries.moveFeed(tx, feed));
        }

        private void publish(Change.Published now) {
            EntryStore.Known next = new EntryStore.Known.Live(now);
            EntryStore.Known before = known.put(now.key(), next);
            if (next.equals(before)) {
                return;
            }
            speak(now.language());
            Set<FeedKey> feeds = new LinkedHashSet<>(List.of(FeedKey.articles(now.language())));
            standing.resolve(now.topics()).forEach(topic -> feeds.add(FeedKey.topic(now.language(), topic)));
            entries.put(tx, now);
            if (before instanceof EntryStore.Known.Live) {
                Instant parted = clock.instant();
                for (FeedKey feed : entries.feeds(tx, now.article(), now.language())) {
                    if (!feeds.contains(feed)) {
                        entries.part(tx, feed, now, parted, parted.plus(TOMBSTONE_STANDS));
                        touched.add(feed);
                    }
                }
            }
            feeds.forEach(feed -> entries.enter(tx, feed, now));
            touched.addAll(feeds);
        }

        private void withdraw(Change.Withdrawn now) {
            EntryStore.Known next = new EntryStore.Known.Gone(now);
            EntryStore.Known before = known.put(now.key(), next);
            if (next.equals(before)) {
                return;
            }
            speak(now.language());
            // Who never saw the entry here learns no more from a late tombstone than from an old one.
            Instant since = before instanceof EntryStore.Known.Live ? clock.instant() : now.withdrawn();
            Set<FeedKey> feeds = new LinkedHashSet<>(List.of(FeedKey.articles(now.language())));
            feeds.addAll(entries.feeds(tx, now.article(), now.language()));
            entries.bury(tx, now);
            feeds.forEach(feed -> entries.leaveTombstone(tx, feed, now, since.plus(TOMBSTONE_STANDS)));
            touched.addAll(feeds);
        }

        /** A language's first entry brings it a feed of each topic. */
        private void speak(String language) {
            if (spoken.add(language) && entries.isNew(tx, FeedKey.articles(language))) {
                entries.makeFeed(tx, FeedKey.articles(language));
                entries.makeFeeds(tx, language);
            }
        }

        private void name(Change.Topic topic) {
            if (topics.put(tx, topic)) {
                if (topic.mergedInto() == null) {
                    entries.makeFeeds(tx, topic);
                }
                move(standing.with(topic));
                entries.relabel(tx, topic.slug());
            }
        }

        void forget(String slug) {
            move(standing.without(slug));
            entries.relabel(tx, slug);
        }

        /** Each entry into the feeds of what its topics mean from now on, however long the chain of mergers. */
        private void move(Topics next) {
            Instant now = clock.instant();
            standing.moved(next).forEach((from, slugs) -> {
                slugs.stream()
                        .map(next::resolve)
                        .distinct()
                        .forEach(into -> touched.addAll(entries.bring(tx, into, next.meaning(into))));
                if (next.stands(from)) {
                    touched.addAll(
                            entries.takeOut(tx, from, slugs, next.meaning(from), now, now.plus(TOMBSTONE_STANDS)));
                } else {
                    entries.clear(tx, from);
                }
            });
            standing = next;
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
        Topics before = topics.all(tx);
        List<String> forgotten = topics.deleteUnseen(tx);
        if (!forgotten.isEmpty()) {
            Page page = new Page(tx, Map.of(), before);
            forgotten.forEach(page::forget);
            page.apply(List.of());
        }
    }
}
