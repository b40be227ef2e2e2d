package barid.newsletter.imports;

import barid.newsletter.rows.JsonRows;
import io.helidon.dbclient.DbExecute;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;

/** Readers as they are taken out, page by page, and the notes of who took them. */
final class ExportStore {
    /** A reader; her choices are null if she never confirmed. */
    record Reader(
            UUID id,
            String email,
            @Nullable List<String> languages,
            @Nullable List<String> topics,
            @Nullable String cadence,
            @Nullable Integer hour,
            @Nullable Integer day,
            @Nullable String zone,
            String state,
            @Nullable Instant confirmedAt) {}

    /** An export that was made; {@code readers} is null if it was cut off. */
    record Note(
            UUID id,
            Instant at,
            String who,
            ExportFilter filters,
            @Nullable Long readers) {}

    private static final String READERS = """
            SELECT cast(coalesce(jsonb_agg(to_jsonb(r) ORDER BY r.id), '[]') AS text) AS readers
            FROM (
                SELECT s.id, s.email, p.languages, p.topics, p.cadence, p.hour, p.day, p.zone, w.state,
                       p.confirmed_at AS "confirmedAt"
                FROM subscriber s
                LEFT JOIN subscription p ON p.subscriber = s.id
                LEFT JOIN suppression x ON x.email_key = s.email_key
                CROSS JOIN LATERAL (SELECT CASE
                    WHEN x.reason = 'complaint' THEN 'complained'
                    WHEN x.reason = 'bounced' THEN 'bounced'
                    WHEN x.reason IS NOT NULL THEN 'suppressed'
                    WHEN s.state = 'confirmed' AND p.paused_until > :now THEN 'paused'
                    ELSE s.state END AS state) w
                WHERE s.id > cast(:after AS uuid)
                  AND (cast(:state AS text) IS NULL OR w.state = :state)
                  AND (cast(:language AS text) IS NULL OR :language = any(p.languages))
                  AND (cast(:cadence AS text) IS NULL OR p.cadence = :cadence)
                  AND (cast(:topic AS text) IS NULL OR p.topics = '{}' OR :topic = any(p.topics))
                ORDER BY s.id LIMIT :most) r""";

    private static final String BEGIN = """
            INSERT INTO reader_export (id, at, who, filters)
            VALUES (cast(:id AS uuid), :now, :who, cast(:filters AS jsonb))""";

    private static final String END = "UPDATE reader_export SET readers = :readers WHERE id = cast(:id AS uuid)";

    private static final String NOTES = """
            SELECT cast(coalesce(jsonb_agg(to_jsonb(e) ORDER BY e.at DESC, e.id DESC), '[]') AS text) AS notes
            FROM (SELECT id, at, who, filters, readers FROM reader_export ORDER BY at DESC, id DESC LIMIT :most) e""";

    /** The next readers after this id, in the order of ids. */
    List<Reader> readers(DbExecute db, ExportFilter filter, UUID after, int most, Instant now) {
        return JsonRows.list(
                db.createNamedGet("reader-export.readers", READERS)
                        .addParam("after", after.toString())
                        .addParam("state", filter.state())
                        .addParam("language", filter.language())
                        .addParam("cadence", filter.cadence())
                        .addParam("topic", filter.topic())
                        .addParam("most", most)
                        .addParam("now", now.atOffset(ZoneOffset.UTC))
                        .execute()
                        .orElseThrow()
                        .column("readers")
                        .getString(),
                Reader.class);
    }

    void begin(DbExecute db, UUID id, String who, ExportFilter filter, Instant now) {
        db.createNamedInsert("reader-export.begin", BEGIN)
                .addParam("id", id.toString())
                .addParam("who", who)
                .addParam("filters", JsonRows.write(filter))
                .addParam("now", now.atOffset(ZoneOffset.UTC))
                .execute();
    }

    void end(DbExecute db, UUID id, long readers) {
        db.createNamedUpdate("reader-export.end", END)
                .addParam("id", id.toString())
                .addParam("readers", readers)
                .execute();
    }

    /** The newest exports first. */
    List<Note> notes(DbExecute db, int most) {
        return JsonRows.list(
                db.createNamedGet("reader-export.notes", NOTES)
                        .addParam("most", most)
                        .execute()
                        .orElseThrow()
                        .column("notes")
                        .getString(),
                Note.class);
    }
}
