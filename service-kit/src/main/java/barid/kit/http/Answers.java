package barid.kit.http;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

/** Writes answers whole, with their length, and without a body to HEAD. */
public final class Answers {
    private Answers() {}

    /** Sends {@code body} with the status and headers that the response has so far. */
    public static void send(ServerRequest request, ServerResponse response, String contentType, byte[] body) {
        send(request, response, HeaderValues.create(HeaderNames.CONTENT_TYPE, contentType), body);
    }

    /** The same with a Content-Type that was made once. */
    public static void send(ServerRequest request, ServerResponse response, Header contentType, byte[] body) {
        response.header(contentType);
        if (request.prologue().method().equals(Method.HEAD)) {
            response.contentLength(body.length);
            response.send();
        } else {
            response.send(body);
        }
    }

    /** Sends {@code value} as JSON. */
    public static void json(ServerRequest request, ServerResponse response, Object value) {
        send(request, response, "application/json", Json.write(value));
    }

    /** 303: see there, by GET. */
    public static void seeOther(ServerResponse response, String location) {
        response.status(Status.SEE_OTHER_303)
                .header(HeaderNames.LOCATION, location)
                .send();
    }
}
