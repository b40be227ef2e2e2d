package barid.newsletter.console;

import barid.newsletter.rows.JsonRows;
import io.helidon.dbclient.DbExecute;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;

/** Notes of what operators did; never with an address. */
final class AuditStore {
    /** Of all sending. */
    static final String SENDING = "sending";

    /** One act. */
    record Note(
            Instant at,
            String operator,
            String act,
            @Nullable String reason) {}

    private static final String ADD = """
            INSERT INTO console_audit (at, operator, act, subscriber, subject, reason)
            VALUES (:at, :operator, :act, cast(:id AS uuid), :subject, :reason)""";

    private static final String ON = """
            WITH newest AS (
                SELECT * FROM console_audit WHERE subscriber = cast(:id AS uuid) ORDER BY id DESC LIMIT :limit
            )
            SELECT cast(coalesce(jsonb_agg(jsonb_build_object(
                'at', at, 'operator', operator, 'act', act, 'reason', reason) ORDER BY id DESC), '[]') AS text) AS notes
            FROM newest""";

    private static final String ON_SUBJECT = """
            WITH newest AS (
                SELECT * FROM console_audit
                WHERE subject = :subject AND (:act = '' OR act = :act)
                ORDER BY id DESC LIMIT :limit
            )
            SELECT cast(coalesce(jsonb_agg(jsonb_build_object(
                'at', at, 'operator', operator, 'act', act, 'reason', reason) ORDER BY id DESC), '[]') AS text) AS notes
            FROM newest""";

    static String edition(UUID edition) {
        return "edition:" + edition;
    }

    static String lane(String lane) {
        return "lane:" + lane;
    }

    /** {@code subscriber} is null if the act was not on a reader. */
    void note(DbExecute tx, Instant at, String operator, String act, @Nullable UUID subscriber) {
        note(tx, at, operator, act, subscriber, null, null);
    }

    /** The same for an act on {@code subject}: an edition, a lane, all sending. */
    void note(
            DbExecute tx,
            Instant at,
            String operator,
            String act,
            @Nullable UUID subscriber,
            @Nullable String subject,
            @Nullable String reason) {
        tx.createNamedInsert("console.note", ADD)
                .addParam("at", at.atOffset(ZoneOffset.UTC))
                .addParam("operator", operator)
                .addParam("act", act)
                .addParam("id", subscriber == null ? null : subscriber.toString())
                .addParam("subject", subject)
                .addParam("reason", reason)
                .execute();
    }

    /** The newest acts on an edition, a lane or all sending, the newest first; {@code act} is empty for all of them. */
    List<Note> on(DbExecute db, String subject, String act, int limit) {
        return db.createNamedGet("console.notes-on-subject", ON_SUBJECT)
                .addParam("subject", subject)
                .addParam("act", act)
                .addParam("limit", limit)
                .execute()
                .map(row -> JsonRows.list(row.column("notes").getString(), Note.class))
                .orElseThrow();
    }

    /** The newest acts on a reader, the newest first. */
    List<Note> on(DbExecute db, UUID subscriber, int limit) {
        return db.createNamedGet("console.notes", ON)
                .addParam("id", subscriber.toString())
                .addParam("limit", limit)
                .execute()
                .map(row -> JsonRows.list(row.column("notes").getString(), Note.class))
                .orElseThrow();
    }
}
