package barid.newsletter.console;

import barid.newsletter.rows.JsonRows;
import io.helidon.dbclient.DbExecute;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The deliveries of which nobody knows whether they arrived. */
final class UncertainStore {
    /** One of them; {@code email} is null once she is erased. */
    record Line(
            UUID subscriber,
            @Nullable String email,
            @Nullable String reason,
            int attempts,
            Instant changedAt) {}

    private static final String LIST = """
            WITH page AS (
                SELECT * FROM delivery_exception
                WHERE edition = cast(:edition AS uuid) AND state = 'uncertain' AND subscriber > cast(:after AS uuid)
                ORDER BY subscriber LIMIT :limit
            )
            SELECT cast(coalesce(jsonb_agg(jsonb_build_object(
                'subscriber', p.subscriber, 'email', s.email, 'reason', p.reason, 'attempts', p.attempts,
                'changedAt', p.changed_at) ORDER BY p.subscriber), '[]') AS text) AS uncertain
            FROM page p LEFT JOIN subscriber s ON s.id = p.subscriber""";

    private static final String CHUNKS = """
            SELECT DISTINCT chunk FROM delivery_exception
            WHERE edition = cast(:edition AS uuid) AND state = 'uncertain' ORDER BY chunk""";

    private static final String CHUNK_OF = """
            SELECT chunk FROM delivery WHERE edition = cast(:edition AS uuid) AND subscriber = cast(:subscriber AS uuid)""";

    private static final String COUNT_AS_SENT = """
            UPDATE delivery_exception SET state = 'sent', retry_at = NULL, changed_at = :now
            WHERE chunk = :chunk AND state = 'uncertain'
              AND (:subscriber = '' OR subscriber = cast(nullif(:subscriber, '') AS uuid))""";

    private static final String SEND_AGAIN = """
            UPDATE delivery_exception SET state = 'pending', retry_at = :now, changed_at = :now
            WHERE chunk = :chunk AND state = 'uncertain'
              AND (:subscriber = '' OR subscriber = cast(nullif(:subscriber, '') AS uuid))""";

    /** By their random ids; {@code limit} of them behind {@code after}. */
    List<Line> list(DbExecute db, UUID edition, UUID after, int limit) {
        return db.createNamedGet("uncertain.list", LIST)
                .addParam("edition", edition.toString())
                .addParam("after", after.toString())
                .addParam("limit", limit)
                .execute()
                .map(row -> JsonRows.list(row.column("uncertain").getString(), Line.class))
                .orElseThrow();
    }

    /** The chunks of an edition that have some. */
    List<Long> chunks(DbExecute db, UUID edition) {
        return db.createNamedQuery("uncertain.chunks", CHUNKS)
                .addParam("edition", edition.toString())
                .execute()
                .map(row -> row.column("chunk").getLong())
                .toList();
    }

    /** The chunk of one delivery; empty if there is no such delivery. */
    Optional<Long> chunk(DbExecute db, UUID edition, UUID subscriber) {
        return db.createNamedGet("uncertain.chunk-of", CHUNK_OF)
                .addParam("edition", edition.toString())
                .addParam("subscriber", subscriber.toString())
                .execute()
                .map(row -> row.column("chunk").getLong());
    }

    /** Those of a locked chunk, or one of them; returns how many there were. */
    long countAsSent(DbExecute tx, long chunk, @Nullable UUID subscriber, Instant now) {
        return decide(tx, "uncertain.count-as-sent", COUNT_AS_SENT, chunk, subscriber, now);
    }

    /** The same: they wait to be sent. */
    long sendAgain(DbExecute tx, long chunk, @Nullable UUID subscriber, Instant now) {
        return decide(tx, "uncertain.send-again", SEND_AGAIN, chunk, subscriber, now);
    }

    private static long decide(
            DbExecute tx, String name, String sql, long chunk, @Nullable UUID subscriber, Instant now) {
        return tx.createNamedUpdate(name, sql)
                .addParam("now", now.atOffset(ZoneOffset.UTC))
                .addParam("chunk", chunk)
                .addParam("subscriber", subscriber == null ? "" : subscriber.toString())
                .execute();
    }
}
