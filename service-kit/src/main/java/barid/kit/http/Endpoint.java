package barid.kit.http;

import barid.kit.tracing.Tracing;
import barid.kit.tracing.Work;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.PathMatchers;
import io.helidon.http.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * One path and its methods: HEAD answers wherever GET does, OPTIONS names the methods, any other is 405 with Allow
 * (RFC 9110 section 15.5.6). The web server by itself answers 404 to all three.
 */
public final class Endpoint {
    /** Hears of every endpoint that is registered while it is bound: what a service answers can be listed. */
    public static final ScopedValue<Consumer<Registered>> REGISTRATIONS = ScopedValue.newInstance();

    /** Where the writes of the endpoints are told that are registered while it is bound. */
    public static final ScopedValue<Tracing> TRACING = ScopedValue.newInstance();

    private static final HeaderName TRACEPARENT = HeaderNames.create("traceparent");
    private static final Header ANY_ORIGIN = HeaderValues.createCached("Access-Control-Allow-Origin", "*");
    private static final Header EXPOSED =
            HeaderValues.createCached("Access-Control-Expose-Headers", "ETag, Link, Location, Retry-After");
    private static final HeaderName ASKED_METHOD = HeaderNames.create("Access-Control-Request-Method");

    private final String pattern;
    private final Map<Method, Handler> handlers = new LinkedHashMap<>();
    private boolean anyOrigin;

    /** A path pattern and the methods that it takes, OPTIONS aside. */
    public record Registered(String pattern, Set<String> methods) {}

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

    /**
     * Lets scripts of any site read what anyone may read (Fetch standard, CORS): GET and HEAD, without credentials; other
     * methods stay closed to them.
     */
    public Endpoint readableByAnyOrigin() {
        anyOrigin = true;
        return this;
    }

    /** Adds the routes; what is registered later at a wider pattern does not see this path. */
    public void register(HttpRules rules) {
        var matcher = PathMatchers.create(pattern);
        Tracing tracing = TRACING.orElse(Tracing.OFF);
        handlers.forEach((method, handler) -> {
            if (reads(method)) {
                rules.route(method, matcher, anyOrigin ? openly(handler) : handler);
            } else {
                rules.route(method, matcher, tracing.on() && isApi() ? traced(tracing, method, handler) : handler);
            }
        });
        String allow = handlers.keySet().stream().map(Method::text).collect(Collectors.joining(", ")) + ", OPTIONS";
        rules.route(Method.OPTIONS, matcher, (request, response) -> {
            if (anyOrigin) {
                preflight(request, response);
            }
            response.status(Status.NO_CONTENT_204)
                    .header(HeaderNames.ALLOW, allow)
                    .send();
        });
        rules.route(method -> true, matcher, (request, response) -> {
            throw Problem.of(
                            405,
                            "method-not-allowed",
                            "This address does not take "
                                    + request.prologue().method().text() + ".")
                    .withHeader("Allow", allow);
        });
        if (REGISTRATIONS.isBound()) {
            REGISTRATIONS
                    .get()
                    .accept(new Registered(
                            pattern,
                            handlers.keySet().stream().map(Method::text).collect(Collectors.toUnmodifiableSet())));
        }
    }

    /** Of articles: what else is written has no way through the services to follow. */
    private boolean isApi() {
        return pattern.startsWith("/api/");
    }

    private Handler traced(Tracing tracing, Method method, Handler handler) {
        String name = method.text() + " " + pattern;
        return (request, response) -> {
            try (Work work = tracing.request(name, request.headers().first(TRACEPARENT))) {
                work.tell("http.request.method", method.text()).tell("http.route", pattern);
                try {
                    handler.handle(request, response);
                    work.tell("http.response.status_code", response.status().code());
                } catch (Problem e) {
                    work.tell("http.response.status_code", e.status());
                    throw e;
                } catch (Exception e) {
                    work.fail(e);
                    throw e;
                }
            }
        };
    }

    private static boolean reads(Method method) {
        return method.equals(Method.GET) || method.equals(Method.HEAD);
    }

    /** A refusal drops the headers set so far, and has to be readable as well. */
    private static Handler openly(Handler handler) {
        return (request, response) -> {
            response.header(ANY_ORIGIN).header(EXPOSED);
            try {
                handler.handle(request, response);
            } catch (Problem e) {
                throw e.withHeader(ANY_ORIGIN.name(), "*").withHeader(EXPOSED.name(), EXPOSED.get());
            }
        };
    }

    private static void preflight(ServerRequest request, ServerResponse response) {
        request.headers()
                .first(ASKED_METHOD)
                .filter(method -> method.equals("GET") || method.equals("HEAD"))
                .ifPresent(method -> response.header(ANY_ORIGIN)
                        .header(HeaderValues.createCached("Access-Control-Allow-Methods", "GET, HEAD"))
                        .header(HeaderValues.createCached(
                                "Access-Control-Allow-Headers", "Accept, If-None-Match, If-Modified-Since, Range"))
                        .header(HeaderValues.createCached("Access-Control-Max-Age", "86400")));
    }
}
