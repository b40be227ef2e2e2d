package barid.newsletter.preflight;

import barid.newsletter.rows.JsonRows;
import io.helidon.dbclient.DbExecute;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;

/** Editions that wait for the checks. */
final class StartStore {
    /** One of them; {@code since}: when it was first held up. */
    record Waiting(
            UUID id,
            String cadence,
            String period,
            Instant starts,
            @Nullable Instant since) {}

    private static final String ANY = "SELECT 1 FROM edition WHERE control = 'starting' LIMIT 1";

    private static final String WAITING = """
            SELECT cast(coalesce(jsonb_agg(jsonb_build_object('id', id, 'cadence', cadence, 'period', period,
                'starts', starts_at, 'since', control_at) ORDER BY starts_at, id), '[]') AS text) AS editions
            FROM (SELECT * FROM edition WHERE control = 'starting' ORDER BY starts_at, id LIMIT :limit) AS e""";

    /** As if it had run from the start: nobody has decided yet that it may go however late it is. */
    private static final String START_ALL = """
            UPDATE edition SET control = 'running', control_reason = :reason, control_at = NULL
            WHERE control = 'starting'""";

    private static final String START = """
            UPDATE edition SET control = 'running', control_reason = :reason, control_at = :now
            WHERE control = 'starting' AND id = cast(:id AS uuid)""";

    private static final String HOLD_UP = """
            UPDATE edition SET control_reason = :reason, control_at = coalesce(control_at, :now)
            WHERE control = 'starting' AND control_reason <> :reason""";

    private static final String WAKE = "SELECT pg_notify('newsletter_chunk', '')";

    private static final String NOTE = """
            INSERT INTO console_audit (at, operator, act, subject, reason)
            VALUES (:at, :operator, 'edition-started', :subject, :reason)""";

    boolean any(DbExecute db) {
        return db.createNamedGet("preflight.any", ANY).execute().isPresent();
    }

    /** The first to start first. */
    List<Waiting> waiting(DbExecute db, int limit) {
        return db.createNamedGet("preflight.waiting", WAITING)
                .addParam("limit", limit)
                .execute()
                .map(row -> JsonRows.list(row.column("editions").getString(), Waiting.class))
                .orElseThrow();
    }

    /** Lets all that wait run; how many. Whoever comes second finds none. */
    long startAll(DbExecute tx, String reason) {
        long started = tx.createNamedUpdate("preflight.start-all", START_ALL)
                .addParam("reason", reason)
                .execute();
        wake(tx, started);
        return started;
    }

    /** Lets one run; false if it does not wait. */
    boolean start(DbExecute tx, UUID edition, String reason, Instant now) {
        long started = tx.createNamedUpdate("preflight.start", START)
                .addParam("reason", reason)
                .addParam("now", now.atOffset(ZoneOffset.UTC))
                .addParam("id", edition.toString())
                .execute();
        wake(tx, started);
        return started > 0;
    }

    private static void wake(DbExecute tx, long started) {
        if (started > 0) {
            tx.createNamedGet("preflight.wake", WAKE).execute();
        }
    }

    /** Says why what waits still waits. */
    void holdUp(DbExecute tx, String reason, Instant now) {
        tx.createNamedUpdate("preflight.hold-up", HOLD_UP)
                .addParam("reason", reason)
                .addParam("now", now.atOffset(ZoneOffset.UTC))
                .execute();
    }

    /** Notes who started an edition, and why. */
    void note(DbExecute tx, UUID edition, String reason, String operator, Instant now) {
        tx.createNamedInsert("preflight.note", NOTE)
                .addParam("at", now.atOffset(ZoneOffset.UTC))
                .addParam("operator", operator)
                .addParam("subject", "edition:" + edition)
                .addParam("reason", reason)
                .execute();
    }
}
