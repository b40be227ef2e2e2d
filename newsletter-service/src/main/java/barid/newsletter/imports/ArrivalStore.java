package barid.newsletter.imports;

import barid.newsletter.rows.JsonRows;
import io.helidon.dbclient.DbExecute;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** Takes many readers at once, and tells of each what became of her. */
final class ArrivalStore {
    /**
     * A row of a file as the statement takes it.
     *
     * @param key the keyed hash of her address, in hexadecimal
     * @param due her first hour; null for immediate
     */
    record Arrival(
            long line,
            UUID id,
            String email,
            String mailbox,
            String key,
            List<String> languages,
            List<String> topics,
            String cadence,
            int hour,
            int day,
            String zone,
            @Nullable Instant due) {}

    /**
     * What became of a row.
     *
     * @param subscriber who she is now; null if she was not taken
     * @param reason why her address is suppressed here; null if it is not
     * @param state how she stood here before; null if she was not known
     */
    record Outcome(
            long line,
            @Nullable UUID subscriber,
            @Nullable String reason,
            @Nullable String state) {}

    /** An address never to mail: its keyed hash in hexadecimal, and why. */
    record Silenced(String key, String reason) {}

    private static final String GIVEN = """
            WITH given AS MATERIALIZED (
                SELECT r.*, decode(r.key, 'hex') AS email_key,
                       (SELECT x.reason FROM suppression x WHERE x.email_key = decode(r.key, 'hex')) AS reason
                FROM jsonb_to_recordset(cast(:rows AS jsonb)) AS r(
                    line bigint, id uuid, email text, mailbox text, key text, languages text[], topics text[], cadence text,
                    hour smallint, day smallint, zone text, due timestamptz))""";

    /** Whoever signed up and did not confirm is taken too: the operator holds her consent. Nobody's position goes back. */
    private static final String TAKE = GIVEN + """
            , taken AS (
                INSERT INTO subscriber AS s (id, email, mailbox, email_key, state, origin, created_at)
                SELECT g.id, g.email, g.mailbox, g.email_key, 'confirmed', 'import', :now
                FROM given g WHERE g.reason IS NULL ORDER BY g.email_key
                ON CONFLICT (email_key) DO UPDATE SET state = 'confirmed', origin = 'import', unsubscribed_at = NULL
                    WHERE s.state = 'unconfirmed'
                RETURNING s.id, s.email_key),
            subscribed AS (
                INSERT INTO subscription AS p (subscriber, languages, topics, cadence, hour, day, zone, position,
                                               confirmed_position, looked_to, next_due, confirmed_at)
                SELECT t.id, g.languages, g.topics, g.cadence, g.hour, g.day, g.zone, :head, :head, :head, g.due, :now
                FROM taken t JOIN given g ON g.email_key = t.email_key
                ON CONFLICT (subscriber) DO UPDATE SET
                    languages = EXCLUDED.languages, topics = EXCLUDED.topics, cadence = EXCLUDED.cadence,
                    hour = EXCLUDED.hour, day = EXCLUDED.day, zone = EXCLUDED.zone,
                    position = greatest(p.position, EXCLUDED.position),
                    confirmed_position = greatest(p.confirmed_position, EXCLUDED.confirmed_position),
                    looked_to = greatest(p.looked_to, EXCLUDED.looked_to),
                    next_due = EXCLUDED.next_due, paused_until = NULL, confirmed_at = EXCLUDED.confirmed_at)
            SELECT cast(coalesce(jsonb_agg(jsonb_build_object(
                'line', g.line, 'subscriber', t.id, 'reason', g.reason, 'state', s.state)), '[]') AS text) AS outcomes
            FROM given g
            LEFT JOIN taken t ON t.email_key = g.email_key
            LEFT JOIN subscriber s ON s.email_key = g.email_key""";

    private static final String FORESEE = GIVEN + """
            SELECT cast(coalesce(jsonb_agg(jsonb_build_object(
                'line', g.line,
                'subscriber', CASE WHEN g.reason IS NULL AND coalesce(s.state, 'unconfirmed') = 'unconfirmed' THEN g.id END,
                'reason', g.reason, 'state', s.state)), '[]') AS text) AS outcomes
            FROM given g LEFT JOIN subscriber s ON s.email_key = g.email_key""";

    /** A dead address elsewhere says little against one that is mailed here; a complaint says all. */
    private static final String SILENCE = """
            INSERT INTO suppression AS x (email_key, reason, at)
            SELECT g.email_key, g.reason, :now
            FROM (SELECT decode(r.key, 'hex') AS email_key, max(r.reason) AS reason
                  FROM jsonb_to_recordset(cast(:rows AS jsonb)) AS r(key text, reason text) GROUP BY 1) g
            WHERE g.reason = 'complaint'
               OR NOT EXISTS (SELECT FROM subscriber s WHERE s.email_key = g.email_key AND s.state = 'confirmed')
            ORDER BY g.email_key
            ON CONFLICT (email_key) DO UPDATE SET reason = EXCLUDED.reason, at = EXCLUDED.at
                WHERE EXCLUDED.reason = 'complaint' AND x.reason NOT IN ('complaint', 'operator')
            RETURNING encode(email_key, 'hex') AS key, reason""";

    /** Takes those who may be taken, from {@code head} on. */
    List<Outcome> take(DbExecute tx, Collection<Arrival> arrivals, long head, Instant now) {
        return JsonRows.list(
                tx.createNamedGet("arrival.take", TAKE)
                        .addParam("rows", JsonRows.write(arrivals))
                        .addParam("head", head)
                        .addParam("now", now.atOffset(ZoneOffset.UTC))
                        .execute()
                        .orElseThrow()
                        .column("outcomes")
                        .getString(),
                Outcome.class);
    }

    /** What {@link #take} would answer now. */
    List<Outcome> foresee(DbExecute db, Collection<Arrival> arrivals) {
        return JsonRows.list(
                db.createNamedGet("arrival.foresee", FORESEE)
                        .addParam("rows", JsonRows.write(arrivals))
                        .execute()
                        .orElseThrow()
                        .column("outcomes")
                        .getString(),
                Outcome.class);
    }

    /** Returns those for whom that changed anything. */
    List<Silenced> silence(DbExecute tx, Collection<Silenced> silenced, Instant now) {
        return tx.createNamedQuery("suppression.import", SILENCE)
                .addParam("rows", JsonRows.write(silenced))
                .addParam("now", now.atOffset(ZoneOffset.UTC))
                .execute()
                .map(row -> new Silenced(
                        row.column("key").getString(), row.column("reason").getString()))
                .toList();
    }
}
