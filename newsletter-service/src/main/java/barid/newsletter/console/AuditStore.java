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
    /** One act. */
    record Note(Instant at, String operator, String act) {}

    private static final String ADD = """
            INSERT INTO console_audit (at, operator, act, subscriber) VALUES (:at, :operator, :act, cast(:id AS uuid))""";

    private static final String ON = """
            WITH newest AS (
                SELECT * FROM console_audit WHERE subscriber = cast(:id AS uuid) ORDER BY id DESC LIMIT :limit
            )
            SELECT cast(coalesce(jsonb_agg(jsonb_build_object('at', at, 'operator', operator, 'act', act)
                ORDER BY id DESC), '[]') AS text) AS notes
            FROM newest""";

    /** {@code subscriber} is null if the act was not on a reader. */
    void note(DbExecute tx, Instant at, String operator, String act, @Nullable UUID subscriber) {
        tx.createNamedInsert("console.note", ADD)
                .addParam("at", at.atOffset(ZoneOffset.UTC))
                .addParam("operator", operator)
                .addParam("act", act)
                .addParam("id", subscriber == null ? null : subscriber.toString())
                .execute();
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
