package barid.feed.entries;

import barid.kit.changes.Change;
import barid.kit.changes.ChangeHandler;
import io.helidon.dbclient.DbExecute;
import org.jspecify.annotations.Nullable;

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
    private final MemberStore members = new MemberStore();
    private final FeedRowStore feeds = new FeedRowStore();
    private final TopicStore topics = new TopicStore();
    private final SelectionStore selections;
    private final String channel;
    private final InstantSource clock;

    /** {@code channel} is notified of what happens without a change: tombstones that leave. */
    public EntryUpdates(String channel, InstantSource clock) {
        this.selections = new SelectionStore(channel, clock);
        this.channel = channel;
        this.clock = clock;
    }

    @Override
    public void apply(DbExecute tx, List<Change> changes) {
        if (!changes.isEmpty()) {
            new Page(tx, entries.known(tx, changes), topics.all(tx)).apply(changes);
        }
        if (feeds.leave(tx, clock.instant()) > 0) {
            feeds.notify(tx, channel);
        }
    }

    /** One page's way into the copy. */
    private final class Page {
        private final DbExecute tx;
        private final Map<String, EntryStore.Known> known;
        private final List<Selection> agreed;
        private final Touches touches = new Touches();
        private final Set<String> spoken = new HashSet<>();
        private Topics standing;

        Page(DbExecute tx, Map<String, EntryStore.Known> known, Topics standing) {
            this.tx = tx;
            this.known = known;
            this.agreed = selections.all(tx);
            this.standing = standing;
        }

        void apply(List<Change> changes) {
            for (Change change : changes) {
                switch (change) {
                    case Change.Published published -> publish(CleanText.of(published), published.traceparent());
                    case Change.Withdrawn withdrawn -> withdraw(CleanText.of(withdrawn), withdrawn.traceparent());
                    case Change.Topic topic -> name(CleanText.of(topic));
                }
            }
            feeds.settle(tx, touches);
        }

        private void publish(Change.Published now, @Nullable String traceparent) {
            EntryStore.Known next = new EntryStore.Known.Live(now);
            EntryStore.Known before = known.put(now.key(), next);
            if (next.equals(before)) {
                return;
            }
            speak(now.language());
            Set<FeedKey> places = places(now);
            entries.put(tx, now, traceparent);
            if (before != null) {
                Instant parted = clock.instant();
                touches.add(
                        members.part(tx, places, now, parted, parted.plus(TOMBSTONE_STANDS)),
                        before instanceof EntryStore.Known.Live);
            }
            touches.add(members.enter(tx, places, now), isNews(before, now));
        }

        /** The feeds in which the entry stands. */
        private Set<FeedKey> places(Change.Published entry) {
            Set<FeedKey> places = articles(entry.language());
            for (String topic : standing.resolve(entry.topics())) {
                places.add(FeedKey.topic(entry.language(), topic));
                places.add(FeedKey.topic(FeedKey.ALL, topic));
            }
            agreed.stream()
                    .filter(selection -> selection.holds(entry, standing))
                    .map(Selection::feed)
                    .forEach(places::add);
            return places;
        }

        private void withdraw(Change.Withdrawn now, @Nullable String traceparent) {
            EntryStore.Known next = new EntryStore.Known.Gone(now);
            EntryStore.Known before = known.put(now.key(), next);
            if (next.equals(before)) {
                return;
            }
            speak(now.language());
            boolean wasHere = before instanceof EntryStore.Known.Live;
            // Who never saw the entry here learns no more from a late tombstone than from an old one.
            Instant since = wasHere ? clock.instant() : now.withdrawn();
            entries.bury(tx, now, traceparent);
            touches.add(members.bury(tx, articles(now.language()), now, since.plus(TOMBSTONE_STANDS)), wasHere);
        }

        /** A language's first entry brings it a feed of each topic. */
        private void speak(String language) {
            if (spoken.add(language) && feeds.isNew(tx, FeedKey.articles(language))) {
                feeds.make(tx, FeedKey.articles(language));
                feeds.makeOfTopics(tx, language);
            }
        }

        private void name(Change.Topic topic) {
            if (topics.put(tx, topic)) {
                if (topic.mergedInto() == null) {
                    feeds.makeOfTopic(tx, topic.slug());
                }
                move(standing.with(topic));
                feeds.relabel(tx, topic.slug());
            }
        }

        void forget(String slug) {
            move(standing.without(slug));
            feeds.relabel(tx, slug);
        }

        /** Each entry into the feeds of what its topics mean from now on, however long the chain of mergers. */
        private void move(Topics next) {
            Instant now = clock.instant();
            Map<String, Set<String>> moved = standing.moved(next);
            moved.forEach((from, slugs) -> {
                slugs.stream()
                        .map(next::resolve)
                        .distinct()
                        .forEach(into -> touches.add(members.bring(tx, into, next.meaning(into)), false));
                if (next.stands(from)) {
                    touches.add(
                            members.takeOut(tx, from, slugs, next.meaning(from), now, now.plus(TOMBSTONE_STANDS)),
                            false);
                } else {
                    members.clear(tx, from);
                }
            });
            if (!moved.isEmpty()) {
                agreed.stream()
                        .filter(selection -> !selection.slugs(next).equals(selection.slugs(standing)))
                        .forEach(selection -> selections.fit(tx, selection, next, touches));
            }
            standing = next;
        }
    }

    private static Set<FeedKey> articles(String language) {
        return new LinkedHashSet<>(List.of(FeedKey.articles(language), FeedKey.articles(FeedKey.ALL)));
    }

    /** Whether subscribers are told: not of what was old when it came, nor of an alternate that came or went. */
    private static boolean isNews(EntryStore.@Nullable Known before, Change.Published now) {
        if (!(before instanceof EntryStore.Known.Live(Change.Published was))) {
            return !now.historical();
        }
        boolean corrected = now.correction() != null && !now.correction().equals(was.correction());
        return corrected || (!now.historical() && saysOtherwise(was, now));
    }

    private static boolean saysOtherwise(Change.Published was, Change.Published now) {
        return was.revision() != now.revision()
                || !was.updated().equals(now.updated())
                || !was.title().equals(now.title())
                || !was.summary().equals(now.summary())
                || !was.html().equals(now.html());
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
