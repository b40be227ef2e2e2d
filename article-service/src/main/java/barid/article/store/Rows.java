package barid.article.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.helidon.dbclient.DbRow;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** Maps rows whose column {@code doc} is the row as JSON ({@code row_to_json}) to records, by the columns' names. */
public final class Rows {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    private Rows() {}

    /** The record that the row's {@code doc} holds. */
    public static <T> T read(DbRow row, Class<T> type) {
        try {
            return MAPPER.readValue(row.column("doc").getString(), type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a row is no " + type.getSimpleName(), e);
        }
    }

    /** The JSON of a value, to be bound as {@code cast(:x as jsonb)}; null stays null. */
    public static @Nullable String json(@Nullable Object value) {
        try {
            return value == null ? null : MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a value cannot be written", e);
        }
    }

    /** The instant as the DB Client binds it; null stays null. */
    public static @Nullable OffsetDateTime time(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }
}
