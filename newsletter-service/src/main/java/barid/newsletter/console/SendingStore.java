package barid.newsletter.console;

import barid.newsletter.rows.JsonRows;
import io.helidon.dbclient.DbExecute;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What decides whether deliveries may be claimed: an edition's control, holds of all sending, stopped lanes. */
final class SendingStore {
    /** By an operator; a hold of any other cause is lifted by who set it. */
    static final String OPERATOR = "operator";

    /** Whether an edition may be sent. */
    record Control(String control, String reason, @Nullable Instant at, Instant expires) {}

    /** While one stands nothing is claimed. */
    record Hold(String cause, String reason, Instant since) {}

    private static final String LOCK_EDITION = """
            SELECT cast(jsonb_build_object(
                'control', control, 'reason', control_reason, 'at', control_at, 'expires', expires_at) AS text) AS control
            FROM edition WHERE id = cast(:id AS uuid) FOR UPDATE""";

    private static final String CONTROL = """
            UPDATE edition SET control = :control, control_reason = :reason, control_at = :now WHERE id = cast(:id AS uuid)""";

    private static final String HOLDS = """
            SELECT cast(coalesce(jsonb_agg(jsonb_build_object('cause', cause, 'reason', reason, 'since', since)
                ORDER BY since, cause), '[]') AS text) AS holds
            FROM sending_hold""";

    private static final String HOLD = """
            INSERT INTO sending_hold (cause, reason, since) VALUES ('operator', :reason, :now)
            ON CONFLICT (cause) DO NOTHING""";

    private static final String RELEASE = "DELETE FROM sending_hold WHERE cause = 'operator'";

    /** A lane is there once something was planned for it, or it was ever slowed or stopped. */
    private static final String KNOWN_LANE = """
            SELECT 1 AS known WHERE EXISTS (SELECT FROM lane WHERE name = :lane)
                OR EXISTS (SELECT FROM chunk WHERE lane = :lane)""";

    private static final String STOP_LANE = """
            INSERT INTO lane AS l (name, stopped_at, stopped_reason) VALUES (:lane, :now, :reason)
            ON CONFLICT (name) DO UPDATE SET stopped_at = EXCLUDED.stopped_at, stopped_reason = EXCLUDED.stopped_reason
            WHERE l.stopped_at IS NULL""";

    private static final String RESUME_LANE = """
            UPDATE lane SET stopped_at = NULL, stopped_reason = '' WHERE name = :lane AND stopped_at IS NOT NULL""";

    private static final String DEFERRED_CHUNKS = """
            SELECT DISTINCT c.id FROM chunk c JOIN delivery_exception x ON x.chunk = c.id
            WHERE c.lane = :lane AND c.next_at IS NOT NULL AND x.state = 'deferred' ORDER BY c.id""";

    /** Whoever writes a delivery's state has its chunk's row locked, so nothing changes under this. */
    private static final String LOCK_CHUNK = "SELECT id FROM chunk WHERE id = :chunk FOR UPDATE";

    private static final String RETRY_NOW = """
            UPDATE delivery_exception SET retry_at = :now WHERE chunk = :chunk AND state = 'deferred' AND retry_at > :now""";

    private static final String CHUNK_NOW = """
            UPDATE chunk SET next_at = :now WHERE id = :chunk AND (next_at IS NULL OR next_at > :now)""";

    private static final String WAKE = "SELECT pg_notify('newsletter_chunk', '')";

    /** Nobody else changes its control before this transaction ends. */
    Optional<Control> lock(DbExecute tx, UUID edition) {
        return tx.createNamedGet("sending.lock-edition", LOCK_EDITION)
                .addParam("id", edition.toString())
                .execute()
                .map(row -> JsonRows.read(row.column("control").getString(), Control.class));
    }

    void control(DbExecute tx, UUID edition, String control, String reason, Instant now) {
        tx.createNamedUpdate("sending.control", CONTROL)
                .addParam("control", control)
                .addParam("reason", reason)
                .addParam("now", now.atOffset(ZoneOffset.UTC))
                .addParam("id", edition.toString())
                .execute();
    }

    List<Hold> holds(DbExecute db) {
        return db.createNamedGet("sending.holds", HOLDS)
                .execute()
                .map(row -> JsonRows.list(row.column("holds").getString(), Hold.class))
                .orElseThrow();
    }

    /** False if an operator holds it already. */
    boolean hold(DbExecute tx, String reason, Instant now) {
        return tx.createNamedInsert("sending.hold", HOLD)
                        .addParam("reason", reason)
                        .addParam("now", now.atOffset(ZoneOffset.UTC))
                        .execute()
                == 1;
    }

    /** False if no operator holds it. */
    boolean release(DbExecute tx) {
        return tx.createNamedDelete("sending.release", RELEASE).execute() == 1;
    }

    boolean knowsLane(DbExecute db, String lane) {
        return db.createNamedGet("sending.known-lane", KNOWN_LANE)
                .addParam("lane", lane)
                .execute()
                .isPresent();
    }

    /** False if it is stopped already. */
    boolean stopLane(DbExecute tx, String lane, String reason, Instant now) {
        return tx.createNamedInsert("sending.stop-lane", STOP_LANE)
                        .addParam("lane", lane)
                        .addParam("reason", reason)
                        .addParam("now", now.atOffset(ZoneOffset.UTC))
                        .execute()
                == 1;
    }

    /** False if it is not stopped. */
    boolean resumeLane(DbExecute tx, String lane) {
        return tx.createNamedUpdate("sending.resume-lane", RESUME_LANE)
                        .addParam("lane", lane)
                        .execute()
                == 1;
    }

    /** The chunks of a lane in which deliveries wait for their next attempt. */
    List<Long> deferredChunks(DbExecute db, String lane) {
        return db.createNamedQuery("sending.deferred-chunks", DEFERRED_CHUNKS)
                .addParam("lane", lane)
                .execute()
                .map(row -> row.column("id").getLong())
                .toList();
    }

    /** Makes the deferred deliveries of a chunk due. */
    void retryNow(DbExecute tx, long chunk, Instant now) {
        lock(tx, chunk);
        long retried = tx.createNamedUpdate("sending.retry-now", RETRY_NOW)
                .addParam("now", now.atOffset(ZoneOffset.UTC))
                .addParam("chunk", chunk)
                .execute();
        if (retried > 0) {
            dueNow(tx, chunk, now);
        }
    }

    /** Until this transaction ends nobody else writes states of this chunk's deliveries. */
    void lock(DbExecute tx, long chunk) {
        tx.createNamedGet("sending.lock-chunk", LOCK_CHUNK)
                .addParam("chunk", chunk)
                .execute();
    }

    void dueNow(DbExecute tx, long chunk, Instant now) {
        tx.createNamedUpdate("sending.chunk-now", CHUNK_NOW)
                .addParam("now", now.atOffset(ZoneOffset.UTC))
                .addParam("chunk", chunk)
                .execute();
    }

    /** Tells the senders, when this transaction commits, to look at once. */
    void wake(DbExecute tx) {
        tx.createNamedGet("sending.wake", WAKE).execute();
    }
}
