package barid.article.importing;

import barid.article.content.ImportResult;
import barid.article.store.Rows;
import barid.kit.db.Database;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
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
            VALUES (cast(:id AS uuid), 'reading', :format, 'upload', cast(:language AS text), :who, :total, :now, :now)""";

    private static final String TAKING = """
            UPDATE import SET state = 'taking', language = :language, total = :total, updated_at = :now
            WHERE id = cast(:id AS uuid)""";

    private static final String REPORT = """
            WITH counted AS (
                UPDATE import SET
                    taken = taken + cast(:taken AS integer), changed = changed + cast(:changed AS integer),
                    skipped = skipped + cast(:skipped AS integer), updated_at = :now
                WHERE id = cast(:id AS uuid))
            INSERT INTO import_report (import, ordinal, entry_id, title, outcome, reasons, article, language)
            VALUES (cast(:id AS uuid), :ordinal, cast(:entryId AS text), :title, :outcome, :reasons,
                    cast(:article AS uuid), cast(:language AS text))""";

    private static final String END = """
            UPDATE import SET state = :state, failure = cast(:failure AS text), updated_at = :now, ended_at = :now
            WHERE id = cast(:id AS uuid) AND ended_at IS NULL""";

    /** Whoever ran it is gone: every entry takes far less than this. */
    private static final String CUT_OFF = """
            UPDATE import SET state = 'failed', failure = 'It was cut off. Send the file again: what is here is skipped.',
                ended_at = updated_at
            WHERE ended_at IS NULL AND updated_at < :before""";

    private static final String FIND =
            "SELECT cast(row_to_json(i) AS text) AS doc FROM import i WHERE id = cast(:id AS uuid)";

    private static final String ROWS = """
            SELECT cast(row_to_json(r) AS text) AS doc FROM import_report r
            WHERE import = cast(:id AS uuid) AND ordinal > :after ORDER BY ordinal LIMIT :most""";

    private final Database database;

    ImportStore(Database database) {
        this.database = database;
    }

    /** A row of the table. */
    record Run(
            UUID id,
            String state,
            String format,
            @Nullable String language,
            int total,
            int taken,
            int changed,
            int skipped,
            @Nullable String failure,
            Instant startedAt,
            Instant updatedAt,
            @Nullable Instant endedAt) {}

    /** What became of one entry; {@code reasons} say why it was skipped or what was altered. */
    record Line(
            int ordinal,
            @Nullable String entryId,
            String title,
            String outcome,
            List<String> reasons,
            @Nullable UUID article,
            @Nullable String language) {
        static Line of(int ordinal, @Nullable String entryId, String title, ImportResult result, List<String> notes) {
            return switch (result) {
                case ImportResult.Taken(UUID article, String language) ->
                    new Line(ordinal, entryId, title, "taken", notes, article, language);
                case ImportResult.Changed(UUID article, String language) ->
                    new Line(ordinal, entryId, title, "changed", notes, article, language);
                case ImportResult.Skipped(String reason) ->
                    new Line(ordinal, entryId, title, "skipped", List.of(reason), null, null);
            };
        }
    }

    void begin(UUID id, FeedCheck check, Optional<String> language, String who, Instant now) {
        database.client()
                .execute()
                .createNamedInsert("import.begin", BEGIN)
                .addParam("id", id.toString())
                .addParam("format", check.format())
                .addParam("language", language.orElse(null))
                .addParam("who", who)
                .addParam("total", check.entries())
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

    void report(UUID id, Line line, Instant now) {
        database.client()
                .execute()
                .createNamedInsert("import.report", REPORT)
                .addParam("id", id.toString())
                .addParam("taken", line.outcome().equals("taken") ? 1 : 0)
                .addParam("changed", line.outcome().equals("changed") ? 1 : 0)
                .addParam("skipped", line.outcome().equals("skipped") ? 1 : 0)
                .addParam("ordinal", line.ordinal())
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

    List<Line> lines(UUID id, int after, int most) {
        return database.client()
                .execute()
                .createNamedQuery("import.lines", ROWS)
                .addParam("id", id.toString())
                .addParam("after", after)
                .addParam("most", most)
                .execute()
                .map(row -> Rows.read(row, Line.class))
                .toList();
    }
}
