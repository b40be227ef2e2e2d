package barid.kit.changes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;

/** The change feed's JSON, the same for the side that writes and the sides that read. */
public final class ChangeJson {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private ChangeJson() {}

    /** Reads a page, ignoring fields that this version does not know. */
    public static ChangePage readPage(byte[] json) throws java.io.IOException {
        return MAPPER.readValue(json, ChangePage.class);
    }

    /** Writes a page. */
    public static byte[] write(ChangePage page) {
        try {
            return MAPPER.writeValueAsBytes(page);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a change page cannot be written", e);
        }
    }

    /** Writes one change, as it stands in a copy's table. */
    public static String write(Change change) {
        try {
            return MAPPER.writerFor(Change.class).writeValueAsString(change);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a change cannot be written", e);
        }
    }

    /** Reads one change, as it stands in a copy's table. */
    public static Change read(String json) {
        try {
            return MAPPER.readValue(json, Change.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored change cannot be read", e);
        }
    }
}
