package barid.newsletter.privacy;

import barid.newsletter.rows.JsonRows;
import io.helidon.dbclient.DbExecute;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/** Finds what was kept for its time, and deletes what is no reader's row. */
final class RetentionStore {
    /** Who is asked again meanwhile has a newer notice, or a sign-up that waits. */
    private static final String STALE = """
            WITH due AS (
                SELECT s.* FROM subscriber s
                WHERE s.state = '%1$s' AND s.%2$s < :before AND coalesce(s.noticed_at, s.%2$s) < :before
                  AND NOT EXISTS (SELECT FROM confirmation c WHERE c.subscriber = s.id AND c.expires_at >= :before)
                  AND NOT EXISTS (SELECT FROM signup g WHERE g.email_key = s.email_key)
                LIMIT :limit
                FOR UPDATE SKIP LOCKED
            )
            SELECT cast(coalesce(jsonb_agg(jsonb_build_object(
                'id', id, 'emailKey', encode(email_key, 'hex')) ORDER BY id), '[]') AS text) AS held
            FROM due""";

    private static final String UNCONFIRMED = STALE.formatted("unconfirmed", "created_at");

    private static final String UNSUBSCRIBED = STALE.formatted("unsubscribed", "unsubscribed_at");

    private static final String FORGET_CONFIRMATIONS = "DELETE FROM confirmation WHERE expires_at < :before";

    private static final String FORGET_CHANGES = "DELETE FROM address_change WHERE expires_at < :before";

    private static final String FORGET_SIGNUPS = "DELETE FROM signup WHERE received_at < :before";

    private static final String FORGET_AUDIT = "DELETE FROM console_audit WHERE at < :before";

    private static final String FORGET_EXPORTS = "DELETE FROM reader_export WHERE at < :before";

    private static final String FORGET_REPORTS = """
            DELETE FROM report WHERE hash IN (SELECT hash FROM report WHERE at < :before ORDER BY at LIMIT :limit)""";

    /** By chunk, so that a statement deletes some thousand rows and never half a chunk. */
    private static final String OLD_CHUNKS = """
            SELECT c.id FROM chunk c JOIN edition e ON e.id = c.edition
            WHERE greatest(e.ends_at, e.expires_at) < :before
            ORDER BY c.id LIMIT :limit FOR UPDATE OF c SKIP LOCKED""";

    private static final String FORGET_EXCEPTIONS = "DELETE FROM delivery_exception WHERE chunk = any(:chunks)";

    private static final String FORGET_OMISSIONS = """
            DELETE FROM omission o USING delivery d
            WHERE d.chunk = any(:chunks) AND o.edition = d.edition AND o.subscriber = d.subscriber""";

    private static final String FORGET_DELIVERIES = "DELETE FROM delivery WHERE chunk = any(:chunks)";

    private static final String FORGET_CHUNKS = "DELETE FROM chunk WHERE id = any(:chunks)";

    private static final String BEGIN_HISTORY = """
            UPDATE ledger_history SET begins = :before WHERE begins < :before""";

    List<PrivacyStore.Held> unconfirmed(DbExecute tx, Instant before, int limit) {
        return held(tx, "subscriber.unconfirmed", UNCONFIRMED, before, limit);
    }

    List<PrivacyStore.Held> unsubscribed(DbExecute tx, Instant before, int limit) {
        return held(tx, "subscriber.unsubscribed", UNSUBSCRIBED, before, limit);
    }

    private static List<PrivacyStore.Held> held(DbExecute tx, String name, String sql, Instant before, int limit) {
        return tx.createNamedGet(name, sql)
                .addParam("before", before.atOffset(ZoneOffset.UTC))
                .addParam("limit", limit)
                .execute()
                .map(row -> JsonRows.list(row.column("held").getString(), PrivacyStore.Held.class))
                .orElseThrow();
    }

    long forgetConfirmations(DbExecute db, Instant before) {
        return forget(db, "confirmation.forget-lapsed", FORGET_CONFIRMATIONS, before);
    }

    long forgetChanges(DbExecute db, Instant before) {
        return forget(db, "address-change.forget-lapsed", FORGET_CHANGES, before);
    }

    long forgetSignups(DbExecute db, Instant before) {
        return forget(db, "signup.forget-stale", FORGET_SIGNUPS, before);
    }

    long forgetAudit(DbExecute db, Instant before) {
        return forget(db, "console-audit.forget", FORGET_AUDIT, before);
    }

    long forgetExports(DbExecute db, Instant before) {
        return forget(db, "reader-export.forget", FORGET_EXPORTS, before);
    }

    /** At most {@code limit} of them, with what each told of readers; returns how many. */
    long forgetReports(DbExecute db, Instant before, int limit) {
        return db.createNamedDelete("report.forget", FORGET_REPORTS)
                .addParam("before", before.atOffset(ZoneOffset.UTC))
                .addParam("limit", limit)
                .execute();
    }

    private static long forget(DbExecute db, String name, String sql, Instant before) {
        return db.createNamedDelete(name, sql)
                .addParam("before", before.atOffset(ZoneOffset.UTC))
                .execute();
    }

    /** Deletes the deliveries of at most {@code limit} chunks of editions that ended before; returns how many. */
    long forgetDeliveries(DbExecute tx, Instant before, int limit) {
        long[] chunks = tx.createNamedQuery("chunk.old", OLD_CHUNKS)
                .addParam("before", before.atOffset(ZoneOffset.UTC))
                .addParam("limit", limit)
                .execute()
                .mapToLong(row -> row.column("id").getLong())
                .toArray();
        if (chunks.length == 0) {
            return 0;
        }
        // In the same transaction: planning must not take for unmailed what it finds no delivery of any more.
        forgetting(tx, before);
        forget(tx, "delivery_exception.forget", FORGET_EXCEPTIONS, chunks);
        forget(tx, "omission.forget", FORGET_OMISSIONS, chunks);
        long deliveries = forget(tx, "delivery.forget", FORGET_DELIVERIES, chunks);
        forget(tx, "chunk.forget", FORGET_CHUNKS, chunks);
        return deliveries;
    }

    private static void forgetting(DbExecute tx, Instant before) {
        tx.createNamedUpdate("ledger-history.begin", BEGIN_HISTORY)
                .addParam("before", before.atOffset(ZoneOffset.UTC))
                .execute();
    }

    private static long forget(DbExecute tx, String name, String sql, long[] chunks) {
        return tx.createNamedDelete(name, sql).addParam("chunks", chunks).execute();
    }
}
