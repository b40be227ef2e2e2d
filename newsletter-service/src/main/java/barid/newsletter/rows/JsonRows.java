package barid.newsletter.rows;

import barid.kit.http.Json;
import com.fasterxml.jackson.core.JsonProcessingException;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes rows as one JSON text for a statement, and reads what a statement aggregated into one. */
public final class JsonRows {
    private JsonRows() {}

    /** The text to bind and expand by {@code jsonb_to_recordset(cast(:rows as jsonb))}. */
    public static String write(Object rows) {
        return new String(Json.write(rows), StandardCharsets.UTF_8);
    }

    /** Reads one JSON object. */
    public static <T> T read(String json, Class<T> type) {
        try {
            return Json.MAPPER.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored " + type.getSimpleName() + " cannot be read", e);
        }
    }

    /** Reads a JSON array. */
    public static <T> List<T> list(String json, Class<T> type) {
        try {
            return Json.MAPPER.readerForListOf(type).readValue(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stored rows of " + type.getSimpleName() + " cannot be read", e);
        }
    }
}
