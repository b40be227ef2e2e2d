package barid.kit.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An answer that says what went wrong (RFC 9457); thrown by handlers, written by {@link ProblemFeature}. */
public final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String type;
    private final String title;
    private final @Nullable String detail;
    private final transient List<FieldError> errors;
    private final transient Map<String, Object> members;
    private final transient Map<String, String> headers;

    /** One field that was refused: its name, and what to do, in a sentence. */
    public record FieldError(String field, String reason) {}

    private Problem(
            int status,
            String type,
            String title,
            @Nullable String detail,
            List<FieldError> errors,
            Map<String, Object> members,
            Map<String, String> headers) {
        super(title, null, false, false);
        this.status = status;
        this.type = type;
        this.title = title;
        this.detail = detail;
        this.errors = errors;
        this.members = members;
        this.headers = headers;
    }

    /** A problem whose {@code type} is {@code urn:barid:problem:<type>}. */
    public static Problem of(int status, String type, String title) {
        return new Problem(status, type, title, null, List.of(), Map.of(), Map.of());
    }

    /** 400: the request cannot be read. */
    public static Problem malformed(String title) {
        return of(400, "malformed", title);
    }

    /** 404. */
    public static Problem notFound() {
        return of(404, "not-found", "Nothing is here.");
    }

    /** 409: the state of things does not allow it. */
    public static Problem conflict(String title) {
        return of(409, "conflict", title);
    }

    /** 422 for one field. */
    public static Problem field(String field, String reason) {
        return fields(List.of(new FieldError(field, reason)));
    }

    /** 422 for several fields. */
    public static Problem fields(List<FieldError> errors) {
        return new Problem(422, "invalid-field", "A field was refused.", null, List.copyOf(errors), Map.of(), Map.of());
    }

    /** 413. */
    public static Problem tooLarge(long limit) {
        return of(413, "too-large", "The body is larger than " + limit + " bytes.");
    }

    /** 429 with Retry-After. */
    public static Problem tooMany(long retryAfterSeconds) {
        return of(429, "too-many-requests", "Too many requests from this address.")
                .withHeader("Retry-After", Long.toString(retryAfterSeconds));
    }

    /** The same with a sentence on this occurrence. */
    public Problem withDetail(String text) {
        return new Problem(status, type, title, text, errors, members, headers);
    }

    /** The same with one more member in its JSON; {@code value} is anything that Jackson writes. */
    public Problem with(String member, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(members);
        more.put(member, value);
        return new Problem(status, type, title, detail, errors, more, headers);
    }

    /** The same with one more response header. */
    public Problem withHeader(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Problem(status, type, title, detail, errors, members, more);
    }

    public int status() {
        return status;
    }

    public String type() {
        return type;
    }

    public String title() {
        return title;
    }

    public List<FieldError> errors() {
        return errors;
    }

    /** The number under which our log knows of an unexpected failure, if this is one. */
    public Optional<String> incident() {
        return Optional.ofNullable(members.get("incident")).map(Object::toString);
    }

    Map<String, String> headers() {
        return headers;
    }

    byte[] json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("type", "urn:barid:problem:" + type);
        json.put("title", title);
        json.put("status", status);
        if (detail != null) {
            json.put("detail", detail);
        }
        if (!errors.isEmpty()) {
            json.set("errors", Json.MAPPER.valueToTree(errors));
        }
        members.forEach((name, value) -> json.set(name, Json.MAPPER.valueToTree(value)));
        return Json.write(json);
    }
}
