package barid.newsletter.deliveries;

import barid.kit.db.Database;

import java.util.List;

/** Which writes the mails of a chunk bring. */
final class ChunkWriteStore {
    private static final String OF = """
            WITH sent AS (
                SELECT items, corrections FROM variant
                WHERE id IN (SELECT DISTINCT variant FROM delivery WHERE chunk = :chunk)
            )
            SELECT s.traceparent
            FROM sent, jsonb_to_recordset(sent.items) AS i (article uuid, language text)
            JOIN story s USING (article, language) WHERE s.traceparent IS NOT NULL
            UNION
            SELECT c.traceparent
            FROM sent, jsonb_to_recordset(sent.corrections) AS i (article uuid, language text, at timestamptz)
            JOIN correction c USING (article, language, at) WHERE c.traceparent IS NOT NULL""";

    private final Database database;

    ChunkWriteStore(Database database) {
        this.database = database;
    }

    /** Their contexts (W3C Trace Context), each once. */
    List<String> of(long chunk) {
        return database.client()
                .execute()
                .createNamedQuery("chunk.writes", OF)
                .addParam("chunk", chunk)
                .execute()
                .map(row -> row.column("traceparent").getString())
                .toList();
    }
}
