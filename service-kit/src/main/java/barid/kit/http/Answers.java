package barid.kit.http;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

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
        if (isHead(request)) {
            head(response, body.length);
        } else {
            response.send(body);
        }
    }

    /** The same of a body that is sent often. */
    public static void send(ServerRequest request, ServerResponse response, Header contentType, Body body) {
        response.header(contentType);
        if (isHead(request)) {
            head(response, body.length());
        } else if (body.rest().length == 0) {
            response.send(body.first());
        } else {
            response.contentLength(body.length());
            try (OutputStream out = response.outputStream()) {
                out.write(body.first());
                out.write(body.rest());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static boolean isHead(ServerRequest request) {
        return request.prologue().method().equals(Method.HEAD);
    }

    private static void head(ServerResponse response, int length) {
        response.contentLength(length);
        response.send();
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
