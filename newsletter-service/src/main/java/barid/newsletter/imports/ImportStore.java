package barid.newsletter.imports;

import barid.newsletter.rows.JsonRows;
import io.helidon.dbclient.DbExecute;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Imports, their sealed files and what was not taken. */
final class ImportStore {
    private static final String BEGIN = """
            INSERT INTO reader_import (id, state, name, consent, started_by, defaults, dry_run, created_at, pass_started_at,
                                       updated_at)
            VALUES (cast(:id AS uuid), 'uploading', :name, :consent, :who, cast(:defaults AS jsonb), :dryRun, :now, :now, :now)""";

    private static final String ADD_CHUNK = """
            WITH grown AS (
                UPDATE reader_import SET bytes = bytes + :bytes, updated_at = :now
                WHERE id = cast(:id AS uuid) AND state = 'uploading' RETURNING id)
            INSERT INTO import_chunk (import, ordinal, sealed) SELECT id, :ordinal, :sealed FROM grown""";

    private static final String CHUNK =
            "SELECT sealed FROM import_chunk WHERE import = cast(:id AS uuid) AND ordinal = :ordinal";

    private static final String RECEIVED = """
            UPDATE reader_import SET lines = :lines, layout = cast(:layout AS jsonb), updated_at = :now
            WHERE id = cast(:id AS uuid) AND state = 'uploading'""";

    /** Begins a pass over the whole file, or waits for a person; what was counted before is of another pass. */
    private static final String MOVE = """
            WITH moved AS (
                UPDATE reader_import SET state = :state, columns = :columns, rows_done = 0, line = 0, counts = '{}', owner = NULL,
                    lease_until = NULL, attempts = 0, pass_started_at = :now, updated_at = :now
                WHERE id = cast(:id AS uuid) AND state = any(:from) RETURNING id),
            forgotten AS (DELETE FROM import_fault WHERE import IN (SELECT id FROM moved))
            SELECT count(*) AS moved FROM moved""";

    private static final String CLAIM = """
            UPDATE reader_import SET owner = cast(:owner AS uuid), lease_until = :until, attempts = attempts + 1
            WHERE id = (
                SELECT id FROM reader_import
                WHERE state IN ('checking', 'importing')
                  AND (owner IS NULL OR owner = cast(:owner AS uuid) OR lease_until < :now)
                ORDER BY created_at LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING cast(id AS text) AS id""";

    private static final String ADVANCE = """
            UPDATE reader_import SET rows_done = :rows, line = :line, counts = cast(:counts AS jsonb), attempts = 0,
                lease_until = :until, updated_at = :now
            WHERE id = cast(:id AS uuid) AND owner = cast(:owner AS uuid) AND state = :state""";

    private static final String RENEW = """
            UPDATE reader_import SET lease_until = :until
            WHERE id = cast(:id AS uuid) AND owner = cast(:owner AS uuid) AND state = :state""";

    private static final String RELEASE = """
            UPDATE reader_import SET owner = NULL, lease_until = NULL
            WHERE id = cast(:id AS uuid) AND owner = cast(:owner AS uuid)""";

    /** {@code owner} NULL: whoever has it. The file goes with the end. */
    private static final String END = """
            WITH ended AS (
                UPDATE reader_import SET state = :state, failure = cast(:failure AS text), failure_line = cast(:line AS bigint),
                    owner = NULL, lease_until = NULL, updated_at = :now, ended_at = :now
                WHERE id = cast(:id AS uuid) AND ended_at IS NULL
                  AND (cast(:owner AS uuid) IS NULL OR owner = cast(:owner AS uuid))
                RETURNING id),
            emptied AS (DELETE FROM import_chunk WHERE import IN (SELECT id FROM ended))
            SELECT count(*) AS ended FROM ended""";

    private static final String CHECKED = """
            UPDATE reader_import SET state = 'ready', owner = NULL, lease_until = NULL, updated_at = :now
            WHERE id = cast(:id AS uuid) AND owner = cast(:owner AS uuid) AND state = 'checking'""";

    private static final String ADD_FAULTS = """
            INSERT INTO import_fault (import, line, field, rule)
            SELECT cast(:id AS uuid), r.line, r.field, r.rule
            FROM jsonb_to_recordset(cast(:rows AS jsonb)) AS r(line bigint, field text, rule text)
            ON CONFLICT DO NOTHING""";

    private static final String FAULTS = """
            SELECT cast(coalesce(jsonb_agg(jsonb_build_object('line', f.line, 'field', f.field, 'rule', f.rule)
                                           ORDER BY f.line, f.field), '[]') AS text) AS faults
            FROM (SELECT * FROM import_fault
                  WHERE import = cast(:id AS uuid) AND (line, field) > (:line, :field)
                  ORDER BY line, field LIMIT :most) f""";

    private static final String JOBS = """
            SELECT cast(jsonb_build_object(
                'id', id, 'state', state, 'name', name, 'consent', consent, 'startedBy', started_by, 'bytes', bytes,
                'lines', lines, 'layout', layout, 'columns', columns, 'defaults', defaults, 'dryRun', dry_run,
                'rowsDone', rows_done, 'line', line,
                'counts', jsonb_build_object('taken', 0, 'known', 0, 'doubled', 0, 'left', 0, 'refused', 0, 'bad', 0,
                                             'suppressed', 0) || counts,
                'failure', failure, 'failureLine', failure_line, 'attempts', attempts, 'createdAt', created_at,
                'passStartedAt', pass_started_at, 'updatedAt', updated_at, 'endedAt', ended_at) AS text) AS job
            FROM reader_import
            """;

    private static final String FIND = JOBS + "WHERE id = cast(:id AS uuid)";

    private static final String NEWEST = JOBS + """
            WHERE state <> 'uploading' AND (cast(:before AS uuid) IS NULL OR (created_at, id) < (
                SELECT b.created_at, b.id FROM reader_import b WHERE b.id = cast(:before AS uuid)))
            ORDER BY created_at DESC, id DESC LIMIT :most""";

    private static final String DISCARD =
            "DELETE FROM reader_import WHERE id = cast(:id AS uuid) AND state = 'uploading'";

    private static final String FORGET = """
            DELETE FROM reader_import
            WHERE state = 'uploading' AND updated_at < :cutOff
               OR state IN ('mapping', 'ready') AND updated_at < :unstarted
               OR ended_at < :ended""";

    void begin(DbExecute db, UUID id, Upload upload, String who, Instant now) {
        db.createNamedInsert("reader-import.begin", BEGIN)
                .addParam("id", id.toString())
                .addParam("name", upload.name())
                .addParam("consent", upload.consent())
                .addParam("who", who)
                .addParam("defaults", JsonRows.write(upload.defaults()))
                .addParam("dryRun", upload.dryRun())
                .addParam("now", now.atOffset(ZoneOffset.UTC))
                .execute();
    }

    /** {@code bytes} is how many were sealed; false if the import is gone. */
    boolean addChunk(DbExecute db, UUID id, int ordinal, byte[] sealed, int bytes, Instant now) {
        return db.createNamedInsert("reader-import.chunk", ADD_CHUNK)
                        .addParam("id", id.toString())
                        .addParam("ordinal", ordinal)
                        .addParam("sealed", sealed)
                        .addParam("bytes", bytes)
                        .addParam("now", now.atOffset(ZoneOffset.UTC))
                        .execute()
                == 1;
    }

    Optional<byte[]> chunk(DbExecute db, UUID id, int ordinal) {
        return db.createNamedGet("reader-import.read-chunk", CHUNK)
                .addParam("id", id.toString())
                .addParam("ordinal", ordinal)
                .execute()
                .map(row -> row.column("sealed").get(byte[].class));
    }

    void received(DbExecute db, UUID id, Layout layout, long lines, Instant now) {
        db.createNamedUpdate("reader-import.received", RECEIVED)
                .addParam("id", id.toString())
                .addParam("lines", lines)
                .addParam("layout", JsonRows.write(layout))
                .addParam("now", now.atOffset(ZoneOffset.UTC))
                .execute();
    }

    /** False if it stands in none of {@code from}. */
    boolean move(
            DbExecute db, UUID id, List<ImportState> from, ImportState to, List<ColumnMeaning> columns, Instant now) {
        return db.createNamedGet("reader-import.move", MOVE)
                        .addParam("id", id.toString())
                        .addParam("from", from.stream().map(ImportState::word).toArray(String[]::new))
                        .addParam("state", to.word())
                        .addParam(
                                "columns",
                                columns.stream().map(ColumnMeaning::word).toArray(String[]::new))
                        .addParam("now", now.atOffset(ZoneOffset.UTC))
                        .execute()
                        .orElseThrow()
                        .column("moved")
                        .getLong()
                == 1;
    }

    /** The oldest import that waits for a process, or lost its own. */
    Optional<ImportJob> claim(DbExecute tx, UUID owner, Instant now, Instant until) {
        return tx.createNamedGet("reader-import.claim", CLAIM)
                .addParam("owner", owner.toString())
                .addParam("now", now.atOffset(ZoneOffset.UTC))
                .addParam("until", until.atOffset(ZoneOffset.UTC))
                .execute()
                .flatMap(row -> find(tx, UUID.fromString(row.column("id").getString())));
    }

    /** Moves the position; false if another process has it now, or it was cancelled. */
    boolean advance(
            DbExecute tx, ImportJob job, UUID owner, long rows, long line, Tally counts, Instant now, Instant until) {
        return tx.createNamedUpdate("reader-import.advance", ADVANCE)
                        .addParam("id", job.id().toString())
                        .addParam("owner", owner.toString())
                        .addParam("state", job.state().word())
                        .addParam("rows", rows)
                        .addParam("line", line)
                        .addParam("counts", JsonRows.write(counts))
                        .addParam("now", now.atOffset(ZoneOffset.UTC))
                        .addParam("until", until.atOffset(ZoneOffset.UTC))
                        .execute()
                == 1;
    }

    boolean renew(DbExecute db, ImportJob job, UUID owner, Instant until) {
        return db.createNamedUpdate("reader-import.renew", RENEW)
                        .addParam("id", job.id().toString())
                        .addParam("owner", owner.toString())
                        .addParam("state", job.state().word())
                        .addParam("until", until.atOffset(ZoneOffset.UTC))
                        .execute()
                == 1;
    }

    void release(DbExecute db, UUID id, UUID owner) {
        db.createNamedUpdate("reader-import.release", RELEASE)
                .addParam("id", id.toString())
                .addParam("owner", owner.toString())
                .execute();
    }

    /** Ends it and deletes its file; {@code owner} null is a person. False if it had ended, or is another's. */
    boolean end(
            DbExecute db,
            UUID id,
            @Nullable UUID owner,
            ImportState state,
            @Nullable String failure,
            @Nullable Long line,
            Instant now) {
        return db.createNamedGet("reader-import.end", END)
                        .addParam("id", id.toString())
                        .addParam("owner", owner == null ? null : owner.toString())
                        .addParam("state", state.word())
                        .addParam("failure", failure)
                        .addParam("line", line)
                        .addParam("now", now.atOffset(ZoneOffset.UTC))
                        .execute()
                        .orElseThrow()
                        .column("ended")
                        .getLong()
                == 1;
    }

    void checked(DbExecute db, UUID id, UUID owner, Instant now) {
        db.createNamedUpdate("reader-import.checked", CHECKED)
                .addParam("id", id.toString())
                .addParam("owner", owner.toString())
                .addParam("now", now.atOffset(ZoneOffset.UTC))
                .execute();
    }

    void addFaults(DbExecute tx, UUID id, List<Fault> faults) {
        tx.createNamedInsert("import-fault.add", ADD_FAULTS)
                .addParam("id", id.toString())
                .addParam("rows", JsonRows.write(faults))
                .execute();
    }

    /** The next faults after this one, by line and field. */
    List<Fault> faults(DbExecute db, UUID id, long line, String field, int most) {
        return JsonRows.list(
                db.createNamedGet("import-fault.page", FAULTS)
                        .addParam("id", id.toString())
                        .addParam("line", line)
                        .addParam("field", field)
                        .addParam("most", most)
                        .execute()
                        .orElseThrow()
                        .column("faults")
                        .getString(),
                Fault.class);
    }

    Optional<ImportJob> find(DbExecute db, UUID id) {
        return db.createNamedGet("reader-import.find", FIND)
                .addParam("id", id.toString())
                .execute()
                .map(row -> JsonRows.read(row.column("job").getString(), ImportJob.class));
    }

    /** The newest first; {@code before} leads to those before it. */
    List<ImportJob> newest(DbExecute db, @Nullable UUID before, int most) {
        return db.createNamedQuery("reader-import.newest", NEWEST)
                .addParam("before", before == null ? null : before.toString())
                .addParam("most", most)
                .execute()
                .map(row -> JsonRows.read(row.column("job").getString(), ImportJob.class))
                .toList();
    }

    /** Deletes an import whose file did not come in. */
    void discard(DbExecute db, UUID id) {
        db.createNamedDelete("reader-import.discard", DISCARD)
                .addParam("id", id.toString())
                .execute();
    }

    /** Deletes what was cut off while it came in, what nobody started, and what ended long ago. */
    void forget(DbExecute db, Instant cutOff, Instant unstarted, Instant ended) {
        db.createNamedDelete("reader-import.forget", FORGET)
                .addParam("cutOff", cutOff.atOffset(ZoneOffset.UTC))
                .addParam("unstarted", unstarted.atOffset(ZoneOffset.UTC))
                .addParam("ended", ended.atOffset(ZoneOffset.UTC))
                .execute();
    }
}
