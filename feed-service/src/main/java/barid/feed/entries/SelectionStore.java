package barid.feed.entries;

import barid.kit.http.Json;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.helidon.dbclient.DbExecute;
import io.helidon.dbclient.DbRow;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** Feeds of a selection of their own: what each is agreed to hold, and that it holds just that. */
public final class SelectionStore {
    private static final String ALL = """
            SELECT feed, cast(to_json(languages) AS text) AS languages, cast(to_json(topics) AS text) AS topics
            FROM selection ORDER BY feed""";

    /** At a new position, since a feed of this name may have been read before. */
    private static final String MAKE = """
            INSERT INTO feed (key, position) SELECT cast(:feed AS text), nextval('feed_position')
            WHERE NOT EXISTS (SELECT FROM feed WHERE key = :feed)""";

    /** Writes nothing, and so returns nothing, where this is agreed already. */
    private static final String PUT = """
            INSERT INTO selection AS s (feed, languages, topics)
            VALUES (:feed, cast(:languages AS text[]), cast(:topics AS text[]))
            ON CONFLICT (feed) DO UPDATE SET languages = excluded.languages, topics = excluded.topics
            WHERE (s.languages, s.topics) IS DISTINCT FROM (excluded.languages, excluded.topics)
            RETURNING feed""";

    /** The members last but one, and their pages before them, which then need no care for who leaves them. */
    private static final List<String> REMOVE = List.of(
            "DELETE FROM selection WHERE feed = :feed",
            "DELETE FROM archive_page WHERE feed = :feed",
            "DELETE FROM render WHERE feed = :feed",
            "DELETE FROM feed_member WHERE feed = :feed",
            "DELETE FROM feed WHERE key = :feed");

    private final MemberStore members = new MemberStore();
    private final FeedRowStore feeds = new FeedRowStore();
    private final TopicStore topics = new TopicStore();
    private final String channel;
    private final InstantSource clock;

    /** {@code channel} is notified of each feed that changed. */
    public SelectionStore(String channel, InstantSource clock) {
        this.channel = channel;
        this.clock = clock;
    }

    /**
     * Makes the feed, or changes what it holds: what is newly agreed comes in at its end, older publications first, and what
     * is no longer agreed leaves a tombstone. Waits for the follower's transaction.
     *
     * @param feed a partner's
     * @param languages of the entries; none means every one
     * @param topics of which each entry has at least one; none means whatever its topics
     */
    public void put(DbExecute tx, FeedKey feed, List<String> languages, List<String> topics) {
        requirePartner(feed);
        feeds.lock(tx);
        tx.createNamedInsert("selection.make-feed", MAKE)
                .addParam("feed", feed.text())
                .execute();
        boolean changed = tx.createNamedGet("selection.put", PUT)
                .addParam("feed", feed.text())
                .addParam("languages", languages.toArray(String[]::new))
                .addParam("topics", topics.toArray(String[]::new))
                .execute()
                .isPresent();
        if (changed) {
            Touches touches = new Touches();
            fit(tx, new Selection(feed, languages, topics), this.topics.all(tx), touches);
            feeds.settle(tx, touches);
            feeds.notify(tx, channel);
        }
    }

    /** Removes the feed with all that stands in it; nothing if there is none. Waits for the follower's transaction. */
    public void remove(DbExecute tx, FeedKey feed) {
        requirePartner(feed);
        feeds.lock(tx);
        for (String statement : REMOVE) {
            tx.createNamedDelete("selection.remove", statement)
                    .addParam("feed", feed.text())
                    .execute();
        }
        feeds.notify(tx, channel);
    }

    private static void requirePartner(FeedKey feed) {
        if (feed.partner().isEmpty()) {
            throw new IllegalArgumentException(feed + " is everyone's feed, and holds what its name says");
        }
    }

    /** Every selection there is. */
    List<Selection> all(DbExecute tx) {
        return tx.createNamedQuery("selection.all", ALL)
                .execute()
                .map(SelectionStore::toSelection)
                .toList();
    }

    /** Brings in and takes out exactly what the feed lacks and what it has too much. */
    void fit(DbExecute tx, Selection selection, Topics standing, Touches touches) {
        Instant now = clock.instant();
        touches.add(
                members.shed(tx, selection, selection.slugs(standing), now, now.plus(EntryUpdates.TOMBSTONE_STANDS)),
                false);
        touches.add(members.fill(tx, selection, selection.slugs(standing)), false);
    }

    private static Selection toSelection(DbRow row) {
        return new Selection(new FeedKey(row.column("feed").getString()), list(row, "languages"), list(row, "topics"));
    }

    private static List<String> list(DbRow row, String column) {
        try {
            return List.of(Json.MAPPER.readValue(row.column(column).getString(), String[].class));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored selection cannot be read", e);
        }
    }
}
