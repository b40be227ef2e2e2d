package barid.kit.site;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import java.util.Arrays;
import java.util.List;

/** Conditional GET by entity tag (RFC 9110 section 13.1.2). */
final class Validators {
    private Validators() {}

    /** Sets the tag; if the client has these bytes already, answers 304 and returns true. */
    static boolean unchanged(ServerRequest request, ServerResponse response, String tag) {
        response.header(HeaderNames.ETAG, tag);
        if (!request.headers().contains(HeaderNames.IF_NONE_MATCH)) {
            return false;
        }
        List<String> values = request.headers().get(HeaderNames.IF_NONE_MATCH).allValues();
        boolean matches = values.stream()
                .flatMap(value -> Arrays.stream(value.split(",", -1)))
                .map(String::strip)
                .map(value -> value.startsWith("W/") ? value.substring(2) : value)
                .anyMatch(value -> value.equals(tag) || value.equals("*"));
        if (matches) {
            response.status(Status.NOT_MODIFIED_304).send();
        }
        return matches;
    }
}
