package barid.newsletter.suppression;

import barid.newsletter.rows.JsonRows;
import io.helidon.dbclient.DbExecute;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

/** The rows of suppressed addresses, and the scores that lead to some. */
final class SuppressionStore {
    /** A reader's score before this mail; {@code takenBetween}: a mail since the last that failed was taken. */
    record Standing(UUID subscriber, int score, boolean takenBetween) {}

    /** A reader's score after it. */
    record Scored(UUID subscriber, int score, Instant mailed) {}

    /**
     * A complaint is never overwritten: it is what forbids ever mailing again. What a server says of an address overwrites
     * nothing at all.
     */
    private static final String ON_CONFLICT = """

            ON CONFLICT (email_key) DO UPDATE SET reason = EXCLUDED.reason, at = EXCLUDED.at
            WHERE x.reason <> 'complaint' AND x.reason <> EXCLUDED.reason AND :overwrites
            RETURNING encode(email_key, 'hex') AS key""";

    private static final String SUPPRESS_READERS = """
            INSERT INTO suppression AS x (email_key, reason, at)
            SELECT email_key, :reason, :at FROM subscriber WHERE id = any(cast(:ids AS uuid[])) ORDER BY email_key""" + ON_CONFLICT;

    private static final String SUPPRESS_KEY = """
            INSERT INTO suppression AS x (email_key, reason, at) VALUES (decode(:key, 'hex'), :reason, :at)""" + ON_CONFLICT;

    private static final String LIFT = """
            DELETE FROM suppression WHERE email_key = decode(:key, 'hex') AND reason IN ('operator', 'bounced')""";

    private static final String FORGET_SCORES = "DELETE FROM soft_bounce WHERE subscriber = any(cast(:ids AS uuid[]))";

    /** The empty update locks the row, in an order, so that two processes count one after the other. */
    private static final String LOCK_SCORES = """
            INSERT INTO soft_bounce (subscriber, score, at)
            SELECT id, 0, '-infinity' FROM subscriber WHERE id = any(cast(:ids AS uuid[])) ORDER BY id
            ON CONFLICT (subscriber) DO UPDATE SET score = soft_bounce.score""";

    /** Mails are put in order by when their edition was made. */
    private static final String STANDINGS = """
            SELECT cast(coalesce(jsonb_agg(jsonb_build_object(
                'subscriber', b.subscriber, 'score', b.score,
                'takenBetween', b.score > 0 AND EXISTS (
                    SELECT FROM delivery_state d JOIN edition e ON e.id = d.edition
                    WHERE d.subscriber = b.subscriber AND d.state = 'sent'
                      AND e.created_at > b.at AND e.created_at < m.mailed
                      AND NOT EXISTS (SELECT FROM reported r
                                      WHERE r.edition = d.edition AND r.subscriber = d.subscriber AND r.kind = 'bounce')))),
                '[]') AS text) AS standings
            FROM soft_bounce b
            JOIN jsonb_to_recordset(cast(:mailed AS jsonb)) AS m (subscriber uuid, mailed timestamptz) USING (subscriber)""";

    private static final String SCORE = """
            UPDATE soft_bounce b SET score = s.score, at = greatest(b.at, s.mailed)
            FROM jsonb_to_recordset(cast(:scores AS jsonb)) AS s (subscriber uuid, score integer, mailed timestamptz)
            WHERE b.subscriber = s.subscriber""";

    /** Returns the keyed hashes of the addresses for which that changed anything, in hexadecimal. */
    List<String> suppress(DbExecute tx, Collection<UUID> subscribers, String reason, boolean overwrites, Instant now) {
        return tx.createNamedQuery("suppression.of-readers", SUPPRESS_READERS)
                .addParam("ids", ids(subscribers))
                .addParam("reason", reason)
                .addParam("overwrites", overwrites)
                .addParam("at", now.atOffset(ZoneOffset.UTC))
                .execute()
                .map(row -> row.column("key").getString())
                .toList();
    }

    /** The same for one keyed hash. */
    List<String> suppress(DbExecute tx, byte[] key, String reason, boolean overwrites, Instant now) {
        return tx.createNamedQuery("suppression.of-key", SUPPRESS_KEY)
                .addParam("key", HexFormat.of().formatHex(key))
                .addParam("reason", reason)
                .addParam("overwrites", overwrites)
                .addParam("at", now.atOffset(ZoneOffset.UTC))
                .execute()
                .map(row -> row.column("key").getString())
                .toList();
    }

    boolean lift(DbExecute tx, byte[] key) {
        return tx.createNamedDelete("suppression.lift", LIFT)
                        .addParam("key", HexFormat.of().formatHex(key))
                        .execute()
                == 1;
    }

    void forgetScores(DbExecute tx, Collection<UUID> subscribers) {
        tx.createNamedDelete("soft-bounce.forget", FORGET_SCORES)
                .addParam("ids", ids(subscribers))
                .execute();
    }

    /** Of those who are known; nobody else counts for them until the transaction ends. */
    List<Standing> lockScores(DbExecute tx, Collection<Suppressions.Failed> failed) {
        tx.createNamedInsert("soft-bounce.lock", LOCK_SCORES)
                .addParam(
                        "ids",
                        ids(failed.stream().map(Suppressions.Failed::subscriber).toList()))
                .execute();
        return tx.createNamedGet("soft-bounce.standings", STANDINGS)
                .addParam("mailed", JsonRows.write(failed))
                .execute()
                .map(row -> JsonRows.list(row.column("standings").getString(), Standing.class))
                .orElseThrow();
    }

    void score(DbExecute tx, List<Scored> scores) {
        tx.createNamedUpdate("soft-bounce.score", SCORE)
                .addParam("scores", JsonRows.write(scores))
                .execute();
    }

    private static String[] ids(Collection<UUID> subscribers) {
        return subscribers.stream().map(UUID::toString).toArray(String[]::new);
    }
}
