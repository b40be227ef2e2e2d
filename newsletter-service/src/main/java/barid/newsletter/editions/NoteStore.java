package barid.newsletter.editions;

import barid.newsletter.rows.JsonRows;
import io.helidon.dbclient.DbExecute;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Editors' notes and pinned articles in the database. */
final class NoteStore {
    /** What was added to an edition, and whether its first reader was due. */
    record Added(
            Cadence cadence,
            String period,
            Map<String, String> notes,
            @Nullable UUID pinned,
            boolean open) {}

    private record Key(Cadence cadence, String period) {}

    private static final String NOTE = """
            SELECT text FROM edition_note WHERE cadence = :cadence AND period = :period AND language = :language""";

    private static final String ADDED = """
            SELECT cast(jsonb_agg(jsonb_build_object(
                'cadence', k.cadence, 'period', k.period,
                'notes', (SELECT coalesce(jsonb_object_agg(n.language, n.text), '{}') FROM edition_note n
                          WHERE n.cadence = k.cadence AND n.period = k.period),
                'pinned', (SELECT p.article FROM edition_pin p WHERE p.cadence = k.cadence AND p.period = k.period),
                'open', EXISTS (SELECT FROM edition e WHERE e.cadence = k.cadence AND e.period = k.period))) AS text) AS added
            FROM jsonb_to_recordset(cast(:keys AS jsonb)) AS k (cadence text, period text)""";

    private static final String OPEN = """
            SELECT EXISTS (SELECT FROM edition WHERE cadence = :cadence AND period = :period) AS open""";

    private static final String KNOWN = """
            SELECT EXISTS (SELECT FROM story WHERE article = cast(:article AS uuid)) AS known""";

    private static final String SET_NOTE = """
            INSERT INTO edition_note (cadence, period, language, text, changed_at)
            VALUES (:cadence, :period, :language, :text, :now)
            ON CONFLICT (cadence, period, language) DO UPDATE SET text = EXCLUDED.text, changed_at = EXCLUDED.changed_at""";

    private static final String DROP_NOTE = """
            DELETE FROM edition_note WHERE cadence = :cadence AND period = :period AND language = :language""";

    private static final String SET_PIN = """
            INSERT INTO edition_pin (cadence, period, article, changed_at)
            VALUES (:cadence, :period, cast(:article AS uuid), :now)
            ON CONFLICT (cadence, period) DO UPDATE SET article = EXCLUDED.article, changed_at = EXCLUDED.changed_at""";

    private static final String DROP_PIN = "DELETE FROM edition_pin WHERE cadence = :cadence AND period = :period";

    /** The note of this edition in a language; null if it has none. */
    @Nullable
    String of(DbExecute db, Period period, String language) {
        return db.createNamedGet("note.of", NOTE)
                .addParam("cadence", period.cadence().word())
                .addParam("period", period.name())
                .addParam("language", language)
                .execute()
                .map(row -> row.column("text").getString())
                .orElse(null);
    }

    List<Added> added(DbExecute db, List<Period> periods) {
        return db.createNamedGet("note.added", ADDED)
                .addParam(
                        "keys",
                        JsonRows.write(periods.stream()
                                .map(period -> new Key(period.cadence(), period.name()))
                                .toList()))
                .execute()
                .map(row -> JsonRows.list(row.column("added").getString(), Added.class))
                .orElseThrow();
    }

    /** Whether the first reader of this edition was due. */
    boolean open(DbExecute db, Cadence cadence, String period) {
        return db.createNamedGet("note.open", OPEN)
                .addParam("cadence", cadence.word())
                .addParam("period", period)
                .execute()
                .orElseThrow()
                .column("open")
                .get(Boolean.class);
    }

    boolean known(DbExecute db, UUID article) {
        return db.createNamedGet("note.known", KNOWN)
                .addParam("article", article.toString())
                .execute()
                .orElseThrow()
                .column("known")
                .get(Boolean.class);
    }

    void setNote(DbExecute tx, Cadence cadence, String period, String language, String text, Instant now) {
        tx.createNamedInsert("note.set", SET_NOTE)
                .addParam("cadence", cadence.word())
                .addParam("period", period)
                .addParam("language", language)
                .addParam("text", text)
                .addParam("now", now.atOffset(ZoneOffset.UTC))
                .execute();
    }

    void dropNote(DbExecute tx, Cadence cadence, String period, String language) {
        tx.createNamedDelete("note.drop", DROP_NOTE)
                .addParam("cadence", cadence.word())
                .addParam("period", period)
                .addParam("language", language)
                .execute();
    }

    void setPin(DbExecute tx, Cadence cadence, String period, UUID article, Instant now) {
        tx.createNamedInsert("pin.set", SET_PIN)
                .addParam("cadence", cadence.word())
                .addParam("period", period)
                .addParam("article", article.toString())
                .addParam("now", now.atOffset(ZoneOffset.UTC))
                .execute();
    }

    void dropPin(DbExecute tx, Cadence cadence, String period) {
        tx.createNamedDelete("pin.drop", DROP_PIN)
                .addParam("cadence", cadence.word())
                .addParam("period", period)
                .execute();
    }
}
