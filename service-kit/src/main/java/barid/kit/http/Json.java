package barid.kit.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.helidon.webserver.http.ServerRequest;

import java.io.IOException;
import java.util.stream.Collectors;

/** Strict JSON of the APIs: an unknown or doubled field, a wrong type or trailing text is refused, and named. */
public final class Json {
    /** The mapper of every API; lenient in nothing. */
    public static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModules(new JavaTimeModule(), new Jdk8Module())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            // An empty text is not an absent value, and a number or a truth value is no text.
            .withCoercionConfigDefaults(
                    coercion -> coercion.setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail))
            .withCoercionConfig(
                    LogicalType.Textual,
                    coercion -> coercion.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
            .build();

    static {
        MAPPER.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(50)
                        .maxStringLength(16 << 20)
                        .build());
    }

    private Json() {}

    /** Writes any value that Jackson knows. */
    public static byte[] write(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an answer cannot be written as JSON", e);
        }
    }

    /**
     * Reads a request's body of at most {@code limit} bytes.
     *
     * @throws Problem 413, 415, 400 (not JSON) or 422 (JSON, but a field is unknown or of another type)
     */
    public static <T> T read(ServerRequest request, Class<T> type, long limit) {
        Bodies.requireType(request, "application/json");
        Bodies.requireUtf8(request);
        byte[] body = Bodies.read(request, limit);
        T value;
        try {
            // Left to itself Jackson takes UTF-16 and UTF-32 as well (RFC 8259 section 8.1 does not).
            value = MAPPER.readValue(Bodies.utf8(body), type);
        } catch (UnrecognizedPropertyException e) {
            throw Problem.field(path(e), "is not a field of this call");
        } catch (JsonMappingException e) {
            if (e.getPath().isEmpty() || e.getCause() instanceof com.fasterxml.jackson.core.JsonParseException) {
                throw Problem.malformed("The body is not the JSON that this call takes.");
            }
            throw Problem.field(path(e), "has a value of the wrong type");
        } catch (IOException e) {
            throw Problem.malformed("The body is not well-formed JSON.");
        }
        if (value == null) {
            throw Problem.malformed("The body is not the JSON that this call takes.");
        }
        return value;
    }

    private static String path(JsonMappingException e) {
        return e.getPath().stream()
                .map(part -> part.getFieldName() == null ? Integer.toString(part.getIndex()) : part.getFieldName())
                .collect(Collectors.joining("."));
    }
}
