package barid.kit.changes;

import io.helidon.dbclient.DbExecute;
import io.helidon.dbclient.DbRow;

import java.util.List;
import java.util.Optional;

/** The follower's cursor and, during a rebuild, what it has seen; one row, in the copy's own database. */
final class CursorStore {
    /** Where the follower stands. */
    record Place(Optional<String> cursor, boolean rebuilding, boolean headReached, Optional<String> tagAuthority) {}

    private static final String READ = "SELECT cursor, rebuilding, head_reached, tag_authority FROM follower";

    private static final String LOCK = READ + " FOR UPDATE";

    private static final String MOVE = """
            UPDATE follower SET cursor = :cursor, tag_authority = :authority, moved_at = clock_timestamp()""";

    private static final String START_REBUILD = "UPDATE follower SET cursor = NULL, rebuilding = true";

    private static final String END_REBUILD = "UPDATE follower SET rebuilding = false";

    private static final String REACH_HEAD = "UPDATE follower SET head_reached = true WHERE NOT head_reached";

    private static final String SEE = "INSERT INTO change_seen (key) SELECT unnest(:keys) ON CONFLICT DO NOTHING";

    private static final String FORGET_SEEN = "DELETE FROM change_seen";

    /** NOTIFY is held back to the commit by PostgreSQL, so whoever is woken sees the page. */
    private static final String NOTIFY = "SELECT pg_notify(:channel, '')";

    Place read(DbExecute db) {
        return db.createNamedGet("follower.read", READ)
                .execute()
                .map(CursorStore::toPlace)
                .orElseThrow();
    }

    Place lock(DbExecute tx) {
        return tx.createNamedGet("follower.lock", LOCK)
                .execute()
                .map(CursorStore::toPlace)
                .orElseThrow();
    }

    void move(DbExecute tx, ChangePage page) {
        tx.createNamedUpdate("follower.move", MOVE)
                .addParam("cursor", page.cursor())
                .addParam("authority", page.tagAuthority())
                .execute();
    }

    void startRebuild(DbExecute tx) {
        tx.createNamedUpdate("follower.start-rebuild", START_REBUILD).execute();
        tx.createNamedDelete("follower.forget-seen", FORGET_SEEN).execute();
    }

    void endRebuild(DbExecute tx) {
        tx.createNamedUpdate("follower.end-rebuild", END_REBUILD).execute();
        tx.createNamedDelete("follower.forget-seen", FORGET_SEEN).execute();
    }

    void reachHead(DbExecute tx) {
        tx.createNamedUpdate("follower.reach-head", REACH_HEAD).execute();
    }

    void see(DbExecute tx, List<Change> changes) {
        tx.createNamedInsert("follower.see", SEE)
                .addParam("keys", changes.stream().map(Change::key).toArray(String[]::new))
                .execute();
    }

    void notify(DbExecute tx, String channel) {
        tx.createNamedGet("follower.notify", NOTIFY)
                .addParam("channel", channel)
                .execute();
    }

    private static Place toPlace(DbRow row) {
        return new Place(
                Optional.ofNullable(row.column("cursor").get(String.class)),
                row.column("rebuilding").getBoolean(),
                row.column("head_reached").getBoolean(),
                Optional.ofNullable(row.column("tag_authority").get(String.class)));
    }
}
