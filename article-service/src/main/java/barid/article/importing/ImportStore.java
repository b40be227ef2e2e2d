package barid.article.importing;

import barid.article.store.Rows;
import barid.kit.db.Database;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Imports and what became of each of their entries. */
final class ImportStore {
    /** Whoever begins it has acted, whatever comes of it. */
    private static final String BEGIN = """
            WITH noted AS (
                INSERT INTO audit (who, act, detail)
                VALUES (:who, 'begin import', jsonb_build_object('import', cast(:id AS text), 'format', cast(:format AS text))))
            INSERT INTO import (id, state, format, source, language, started_by, total, started_at, updated_at)
            VALUES (cast(:id AS uuid), 'reading', :format, :source, cast(:language AS text), :who, :total, :now, :now)""";

    private static final String TAKING = """
            UPDATE import SET state = 'taking', language = :language, total = :total, updated_at = :now
            WHERE id = cast(:id AS uuid)""";

    private static final String REPORT = """
            WITH counted AS (
                UPDATE import SET
                    taken = taken + cast(:taken AS integer), changed = changed + cast(:changed AS integer),
                    skipped = skipped + cast(:skipped AS integer), updated_at = :now
                WHERE id = cast(:id AS uuid)),
            sorted AS (
                INSERT INTO import_count (import, kind, outcome, entries)
                VALUES (cast(:id AS uuid), :kind, :outcome, 1)
                ON CONFLICT (import, kind, outcome) DO UPDATE SET entries = import_count.entries + 1)
            INSERT INTO import_report (import, ordinal, kind, entry_id, title, outcome, reasons, article, language)
            VALUES (cast(:id AS uuid), :ordinal, :kind, cast(:entryId AS text), :title, :outcome, :reasons,
                    cast(:article AS uuid), cast(:language AS text))""";

    private static final String END = """
            UPDATE import SET state = :state, failure = cast(:failure AS text), updated_at = :now, ended_at = :now
            WHERE id = cast(:id AS uuid) AND ended_at IS NULL""";

    /** Whoever ran it is gone: every entry takes far less than this. */
    private static final String CUT_OFF = """
            UPDATE import SET state = 'failed', failure = 'It was cut off. Send the file again: what is here is skipped.',
                ended_at = updated_at
            WHERE ended_at IS NULL AND updated_at < :before""";

    /** The row and how its entries ended: {@code {"post": {"taken": 3}}}. */
    private static final String RUN = """
            SELECT cast(row_to_json(i) AS text) AS doc FROM (
                SELECT import.*, (
                    SELECT jsonb_object_agg(kind, outcomes) FROM (
                        SELECT kind, jsonb_object_agg(outcome, entries) AS outcomes
                        FROM import_count WHERE import = import.id GROUP BY kind) kinds) AS kinds
                FROM import
            """;

    private static final String FIND = RUN + "WHERE id = cast(:id AS uuid)) i";

    /** By import_newest. */
    private static final String NEWEST = RUN + "ORDER BY started_at DESC, id DESC LIMIT :most) i";

    private static final String BEFORE = RUN + """
            WHERE (started_at, id) < (SELECT started_at, id FROM import WHERE id = cast(:before AS uuid))
                ORDER BY started_at DESC, id DESC LIMIT :most) i""";

    private static final String ROWS = """
            SELECT cast(row_to_json(r) AS text) AS doc FROM import_report r
            WHERE import = cast(:id AS uuid) AND ordinal > :after ORDER BY ordinal LIMIT :most""";

    private final Database database;

    ImportStore(Database database) {
        this.database = database;
    }

    /**
     * A row of the table.
     *
     * @param kinds how many of each kind of entry ended how; null while none did
     */
    record Run(
            UUID id,
            String state,
            String format,
            String source,
            @Nullable String language,
            int total,
            int taken,
            int changed,
            int skipped,
            @Nullable Map<String, Map<String, Integer>> kinds,
            @Nullable String failure,
            Instant startedAt,
            Instant updatedAt,
            @Nullable Instant endedAt) {}

    void begin(UUID id, ImportFile checked, Optional<String> language, String source, String who, Instant now) {
        database.client()
                .execute()
                .createNamedInsert("import.begin", BEGIN)
                .addParam("id", id.toString())
                .addParam("format", checked.format())
                .addParam("source", source)
                .addParam("language", language.orElse(null))
                .addParam("who", who)
                .addParam("total", checked.total())
                .addParam("now", Rows.time(now))
                .execute();
    }

    void taking(UUID id, String language, int total, Instant now) {
        database.client()
                .execute()
                .createNamedUpdate("import.taking", TAKING)
                .addParam("id", id.toString())
                .addParam("language", language)
                .addParam("total", total)
                .addParam("now", Rows.time(now))
                .execute();
    }

    void report(UUID id, ImportLine line, Instant now) {
        database.client()
                .execute()
                .createNamedInsert("import.report", REPORT)
                .addParam("id", id.toString())
                .addParam("taken", line.outcome().equals("taken") ? 1 : 0)
                .addParam("changed", line.outcome().equals("changed") ? 1 : 0)
                .addParam("skipped", line.outcome().equals("skipped") ? 1 : 0)
                .addParam("ordinal", line.ordinal())
                .addParam("kind", line.kind())
                .addParam("entryId", line.entryId())
                .addParam("title", line.title())
                .addParam("outcome", line.outcome())
                .addParam("reasons", line.reasons().toArray(String[]::new))
                .addParam(
                        "article",
                        line.article() == null ? null : line.article().toString())
                .addParam("language", line.language())
                .addParam("now", Rows.time(now))
                .execute();
    }

    void end(UUID id, String state, @Nullable String failure, Instant now) {
        database.client()
                .execute()
                .createNamedUpdate("import.end", END)
                .addParam("id", id.toString())
                .addParam("state", state)
                .addParam("failure", failure)
                .addParam("now", Rows.time(now))
                .execute();
    }

    void endCutOff(Instant before) {
        database.client()
                .execute()
                .createNamedUpdate("import.cut-off", CUT_OFF)
                .addParam("before", Rows.time(before))
                .execute();
    }

    Optional<Run> find(UUID id) {
        return database.client()
                .execute()
                .createNamedGet("import.find", FIND)
                .addParam("id", id.toString())
                .execute()
                .map(row -> Rows.read(row, Run.class));
    }

    /** The newest first; of those begun before the one named, if one is. */
    List<Run> newest(Optional<UUID> before, int most) {
        var query = database.client()
                .execute()
                .createNamedQuery(
                        before.isPresent() ? "import.before" : "import.newest", before.isPresent() ? BEFORE : NEWEST)
                .addParam("most", most);
        before.ifPresent(id -> query.addParam("before", id.toString()));
        return query.execute().map(row -> Rows.read(row, Run.class)).toList();
    }

    List<ImportLine> lines(UUID id, int after, int most) {
        return database.client()
                .execute()
                .createNamedQuery("import.lines", ROWS)
                .addParam("id", id.toString())
                .addParam("after", after)
                .addParam("most", most)
                .execute()
                .map(row -> Rows.read(row, ImportLine.class))
                .toList();
    }
}
