package barid.newsletter.console;

import barid.newsletter.rows.JsonRows;
import io.helidon.dbclient.DbExecute;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The addresses that are never mailed, each by its keyed hash. */
final class SuppressionStore {
    /** One of them; {@code key} is in hexadecimal. */
    record Suppressed(String key, String reason, Instant at) {}

    private record Reasons(Map<String, Long> counts) {}

    private static final String COUNTS = """
            SELECT cast(jsonb_build_object('counts', coalesce(jsonb_object_agg(reason, n), '{}')) AS text) AS counts
            FROM (SELECT reason, count(*) AS n FROM suppression GROUP BY reason) AS r""";

    private static final String LIST = """
            WITH page AS (
                SELECT * FROM suppression WHERE (at, email_key) < (:before, decode(:key, 'hex'))
                ORDER BY at DESC, email_key DESC LIMIT :limit
            )
            SELECT cast(coalesce(jsonb_agg(jsonb_build_object('key', encode(email_key, 'hex'), 'reason', reason, 'at', at)
                ORDER BY at DESC, email_key DESC), '[]') AS text) AS suppressed
            FROM page""";

    private static final String ONE = """
            SELECT cast(jsonb_build_object('key', encode(email_key, 'hex'), 'reason', reason, 'at', at) AS text) AS suppressed
            FROM suppression WHERE email_key = decode(:key, 'hex')""";

    /** How many there are of each reason. */
    Map<String, Long> counts(DbExecute db) {
        return db.createNamedGet("console.suppression-counts", COUNTS)
                .execute()
                .map(row -> JsonRows.read(row.column("counts").getString(), Reasons.class)
                        .counts())
                .orElseThrow();
    }

    /** The newest first; {@code limit} of them behind the one of this time and key. */
    List<Suppressed> list(DbExecute db, Instant before, String key, int limit) {
        return db.createNamedGet("console.suppressions", LIST)
                .addParam("before", before.atOffset(ZoneOffset.UTC))
                .addParam("key", key)
                .addParam("limit", limit)
                .execute()
                .map(row -> JsonRows.list(row.column("suppressed").getString(), Suppressed.class))
                .orElseThrow();
    }

    Optional<Suppressed> find(DbExecute db, byte[] key) {
        return db.createNamedGet("console.suppression", ONE)
                .addParam("key", HexFormat.of().formatHex(key))
                .execute()
                .map(row -> JsonRows.read(row.column("suppressed").getString(), Suppressed.class));
    }
}
