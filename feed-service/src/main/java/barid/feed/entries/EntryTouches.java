package barid.feed.entries;

import io.helidon.dbclient.DbExecute;

import java.util.UUID;

/** Moves an entry to the head of its feeds although nothing of it was announced. */
public final class EntryTouches {
    private final EntryStore entries = new EntryStore();
    private final MemberStore members = new MemberStore();
    private final FeedRowStore feeds = new FeedRowStore();
    private final String channel;

    /** {@code channel} is notified of the feeds that were touched. */
    public EntryTouches(String channel) {
        this.channel = channel;
    }

    /**
     * Gives a live entry the newest place in each of its feeds: it was left out of the documents, and is read in them from now
     * on. Subscribers are told of it unless it is historical. Does nothing if it is not public. Waits for the follower's
     * transaction.
     */
    public void touch(DbExecute tx, UUID article, String language) {
        feeds.lock(tx);
        Touches touches = new Touches();
        touches.add(members.touch(tx, article, language), entries.isNews(tx, article, language));
        if (!touches.isEmpty()) {
            feeds.settle(tx, touches);
            feeds.notify(tx, channel);
        }
    }
}
