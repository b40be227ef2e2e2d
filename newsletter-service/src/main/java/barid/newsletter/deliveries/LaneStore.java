package barid.newsletter.deliveries;

import barid.kit.db.Database;
import barid.newsletter.rows.JsonRows;
import io.helidon.dbclient.DbExecute;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Receivers, and the limits of relays, as all processes share them. */
final class LaneStore {
    /** A lane in which something is open, or that is stopped. */
    record Standing(String lane, boolean stopped) {}

    /** What a lane's answers came to within a minute. */
    record Minute(String lane, Instant minute, int accepted, int deferred, int rejected) {}

    private static final String STANDING = """
            WITH RECURSIVE queued AS (
                (SELECT lane FROM chunk WHERE next_at IS NOT NULL ORDER BY lane LIMIT 1)
                UNION ALL
                SELECT (SELECT c.lane FROM chunk c WHERE c.next_at IS NOT NULL AND c.lane > q.lane ORDER BY c.lane LIMIT 1)
                FROM queued q WHERE q.lane IS NOT NULL
            )
            SELECT cast(coalesce(jsonb_agg(jsonb_build_object('lane', lane, 'stopped', stopped)), '[]') AS text) AS lanes
            FROM (SELECT coalesce(q.lane, l.name) AS lane, coalesce(l.stopped_at IS NOT NULL, false) AS stopped
                  FROM (SELECT lane FROM queued WHERE lane IS NOT NULL) q
                  FULL JOIN (SELECT * FROM lane WHERE stopped_at IS NOT NULL) l ON l.name = q.lane) s""";

    /**
     * The generic cell rate algorithm: next_free moves on by a mail's share of a second for each that is granted, and lags
     * behind the clock by the burst at most. By the database's clock, which is one for all.
     */
    private static final String GRANT = """
            WITH behind AS (
                SELECT name, greatest(next_free, clock_timestamp() - make_interval(secs => :burst)) AS since, clock_timestamp() AS now
                FROM lane WHERE name = :lane FOR UPDATE
            ), granted AS (
                SELECT name, since, least(:want, greatest(0, floor(extract(epoch FROM now - since) * :rate))) AS mails FROM behind
            )
            UPDATE lane l SET next_free = g.since + make_interval(secs => cast(g.mails AS double precision) / :rate)
            FROM granted g WHERE l.name = g.name
            RETURNING cast(g.mails AS integer) AS mails""";

    private static final String KNOW = "INSERT INTO lane (name) VALUES (:lane) ON CONFLICT (name) DO NOTHING";

    private static final String STOP = """
            INSERT INTO lane AS l (name, stopped_at, stopped_reason) VALUES (:lane, :now, :reason)
            ON CONFLICT (name) DO UPDATE SET stopped_at = :now, stopped_reason = :reason WHERE l.stopped_at IS NULL""";

    private static final String COUNT = """
            INSERT INTO lane_minute AS m (minute, lane, accepted, deferred, rejected)
            SELECT r.minute, r.lane, r.accepted, r.deferred, r.rejected
            FROM jsonb_to_recordset(cast(:rows AS jsonb)) AS r
                (minute timestamptz, lane text, accepted integer, deferred integer, rejected integer)
            ORDER BY r.minute, r.lane
            ON CONFLICT (minute, lane) DO UPDATE SET
                accepted = m.accepted + EXCLUDED.accepted, deferred = m.deferred + EXCLUDED.deferred,
                rejected = m.rejected + EXCLUDED.rejected""";

    private final Database database;

    LaneStore(Database database) {
        this.database = database;
    }

    /** Lanes in which something is open, and those that are stopped. */
    List<Standing> standing() {
        return database.client()
                .execute()
                .createNamedGet("lane.standing", STANDING)
                .execute()
                .map(row -> JsonRows.list(row.column("lanes").getString(), Standing.class))
                .orElseThrow();
    }

    /** Takes up to {@code want} of what all processes together may send a second in this lane: a receiver's, a relay's, or '', all mail together. */
    int grant(String lane, double perSecond, double burstSeconds, int want) {
        DbExecute db = database.client().execute();
        return take(db, lane, perSecond, burstSeconds, want).orElseGet(() -> {
            db.createNamedInsert("lane.know", KNOW).addParam("lane", lane).execute();
            return take(db, lane, perSecond, burstSeconds, want).orElse(0);
        });
    }

    private static Optional<Integer> take(DbExecute db, String lane, double perSecond, double burst, int want) {
        return db.createNamedQuery("lane.grant", GRANT)
                .addParam("lane", lane)
                .addParam("rate", perSecond)
                .addParam("burst", burst)
                .addParam("want", want)
                .execute()
                .map(row -> row.column("mails").getInt())
                .findFirst();
    }

    /** Opens a lane's circuit, unless it is open. */
    void stop(String lane, String reason, Instant now) {
        database.client()
                .execute()
                .createNamedInsert("lane.stop", STOP)
                .addParam("lane", lane)
                .addParam("reason", reason)
                .addParam("now", now.atOffset(ZoneOffset.UTC))
                .execute();
    }

    void count(Collection<Minute> minutes) {
        database.client()
                .execute()
                .createNamedInsert("lane.count", COUNT)
                .addParam("rows", JsonRows.write(minutes))
                .execute();
    }
}
