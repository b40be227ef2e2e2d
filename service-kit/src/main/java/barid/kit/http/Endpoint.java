package barid.kit.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.PathMatchers;
import io.helidon.http.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRules;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One path and its methods: HEAD answers wherever GET does, OPTIONS names the methods, any other is 405 with Allow
 * (RFC 9110 section 15.5.6). The web server by itself answers 404 to all three.
 */
public final class Endpoint {
    private final String pattern;
    private final Map<Method, Handler> handlers = new LinkedHashMap<>();

    private Endpoint(String pattern) {
        this.pattern = pattern;
    }

    /** The path pattern, as the web server's routing takes it: {@code /api/articles/{id}}. */
    public static Endpoint at(String pattern) {
        return new Endpoint(pattern);
    }

    /** GET and HEAD; the handler answers through {@link Answers}, which leaves out the body of a HEAD. */
    public Endpoint get(Handler handler) {
        handlers.put(Method.GET, handler);
        handlers.put(Method.HEAD, handler);
        return this;
    }

    public Endpoint post(Handler handler) {
        handlers.put(Method.POST, handler);
        return this;
    }

    public Endpoint put(Handler handler) {
        handlers.put(Method.PUT, handler);
        return this;
    }

    public Endpoint delete(Handler handler) {
        handlers.put(Method.DELETE, handler);
        return this;
    }

    /** Adds the routes; what is registered later at a wider pattern does not see this path. */
    public void register(HttpRules rules) {
        var matcher = PathMatchers.create(pattern);
        handlers.forEach((method, handler) -> rules.route(method, matcher, handler));
        String allow = handlers.keySet().stream().map(Method::text).collect(Collectors.joining(", ")) + ", OPTIONS";
        rules.route(
                Method.OPTIONS,
                matcher,
                (request, response) -> response.status(Status.NO_CONTENT_204)
                        .header(HeaderNames.ALLOW, allow)
                        .send());
        rules.route(method -> true, matcher, (request, response) -> {
            throw Problem.of(
                            405,
                            "method-not-allowed",
                            "This address does not take "
                                    + request.prologue().method().text() + ".")
                    .withHeader("Allow", allow);
        });
    }
}
