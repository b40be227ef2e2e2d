package barid.kit.http;

import io.helidon.http.DirectHandler;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.HttpException;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.HttpFeature;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.sql.SQLTransientConnectionException;
import java.util.Optional;
import java.util.UUID;

/**
 * Makes every refusal a problem (RFC 9457) or, for a person, a page; no answer ever holds an exception's text.
 *
 * <p>Also refuses what would let a request be read in two ways behind a proxy (RFC 9112 section 6.3): a length beside a
 * transfer coding, or two lengths. The web server by itself accepts both.
 */
public final class ProblemFeature implements HttpFeature {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemFeature.class);
    /** Bytes of a refused body that are read for the sake of its answer. */
    private static final long READ_TO_ITS_END = 32L << 20;

    private static final String PROBLEM_JSON = "application/problem+json";
    private static final Header NOSNIFF = HeaderValues.createCached("X-Content-Type-Options", "nosniff");

    private static final String LAST_ANSWER = ProblemFeature.class.getName() + ".last-answer";

    private final ErrorPages pages;
    private final Moved moved;

    /** Renders a problem for a person. */
    public interface ErrorPages {
        /** The page as HTML, or empty where this address serves programs. */
        Optional<byte[]> page(ServerRequest request, Problem problem);

        /** The Content-Security-Policy of these pages; the strictest unless one is given. */
        default String policy() {
            return "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        }
    }

    /** Knows where what is not found here stands now. */
    public interface Moved {
        /** A path or URL to answer with 301; empty if this address was nobody's. */
        Optional<String> location(ServerRequest request);
    }

    /** With pages for people, rendered by {@code pages}. */
    public ProblemFeature(ErrorPages pages) {
        this(pages, request -> Optional.empty());
    }

    /** Asks {@code moved} before a reader is told that there is nothing, so it never hides what is there. */
    public ProblemFeature(ErrorPages pages, Moved moved) {
        this.pages = pages;
        this.moved = moved;
    }

    @Override
    public void setup(HttpRouting.Builder routing) {
        routing.addFilter(this::guard);
        routing.error(Problem.class, this::answer);
        routing.error(HttpException.class, (request, response, e) -> answer(request, response, of(e.status())));
        routing.error(Throwable.class, this::unexpected);
    }

    private void guard(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        response.header(NOSNIFF);
        var headers = request.headers();
        boolean length = headers.contains(HeaderNames.CONTENT_LENGTH);
        if (length
                && (headers.contains(HeaderNames.TRANSFER_ENCODING)
                        || headers.get(HeaderNames.CONTENT_LENGTH).valueCount() > 1
                        || headers.get(HeaderNames.CONTENT_LENGTH).get().indexOf(',') >= 0)) {
            response.header(HeaderValues.CONNECTION_CLOSE);
            answer(request, response, Problem.malformed("The length of the body is given twice."));
        } else {
            chain.proceed();
        }
        closeIfAsked(request, response);
    }

    /** Makes the answer the last on its connection, also if it becomes a problem, for which headers are written anew. */
    public static void endConnection(RoutingRequest request, RoutingResponse response) {
        response.header(HeaderValues.CONNECTION_CLOSE);
        request.context().register(LAST_ANSWER, true);
    }

    /** The web server writes {@code Connection: close} but does not close (RFC 9112 section 9.6). */
    private static void closeIfAsked(ServerRequest request, RoutingResponse response) {
        if (request.headers().contains(HeaderValues.CONNECTION_CLOSE)
                || response.headers().contains(HeaderValues.CONNECTION_CLOSE)) {
            // A streamed body counts as sent only then.
            response.commit();
            throw new CloseConnectionException("the answer was the last on this connection");
        }
    }

    private void unexpected(ServerRequest request, ServerResponse response, Throwable e) {
        if (lacksConnection(e)) {
            LOG.warn(
                    "No connection to the database was free in time for a {}",
                    request.prologue().method().text());
            answer(
                    request,
                    response,
                    Problem.of(503, "busy", "Too much is asked at this moment.").withHeader("Retry-After", "1"));
            return;
        }
        String incident = UUID.randomUUID().toString();
        LOG.error(
                "Incident {} at {} {}",
                incident,
                request.prologue().method().text(),
                PathInLog.of(request.path().path()),
                e);
        answer(
                request,
                response,
                Problem.of(500, "unexpected", "Something went wrong on our side.")
                        .with("incident", incident));
    }

    private static boolean lacksConnection(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLTransientConnectionException) {
                return true;
            }
        }
        return false;
    }

    private void answer(ServerRequest request, ServerResponse response, Problem problem) {
        if (request.context().get(LAST_ANSWER, Boolean.class).isPresent()) {
            response.header(HeaderValues.CONNECTION_CLOSE);
        }
        Optional<String> location =
                problem.status() == 404 && isRead(request) ? moved.location(request) : Optional.empty();
        if (location.isPresent()) {
            response.status(Status.MOVED_PERMANENTLY_301)
                    .header(NOSNIFF)
                    .header(HeaderNames.CACHE_CONTROL, "public, max-age=60")
                    .header(HeaderNames.LOCATION, location.get())
                    .send();
            return;
        }
        response.status(Status.create(problem.status()));
        response.header(NOSNIFF);
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        problem.headers().forEach((name, value) -> response.header(HeaderValues.create(name, value)));
        if (request.content().hasEntity() && !request.content().consumed() && !mayBeReadToItsEnd(request)) {
            // What is left of a refused body would be read as the next request.
            response.header(HeaderValues.CONNECTION_CLOSE);
        }
        Optional<byte[]> page = wantsPage(request) ? pages.page(request, problem) : Optional.empty();
        if (page.isPresent()) {
            response.header(HeaderValues.create("Content-Security-Policy", pages.policy()));
            Answers.send(request, response, "text/html; charset=UTF-8", page.get());
        } else {
            Answers.send(request, response, PROBLEM_JSON, problem.json());
        }
    }

    /** The web server reads the rest of a body; closing on a client that still writes would lose it the answer. */
    private static boolean mayBeReadToItsEnd(ServerRequest request) {
        return request.headers().contentLength().orElse(Long.MAX_VALUE) <= READ_TO_ITS_END;
    }

    private static boolean isRead(ServerRequest request) {
        Method method = request.prologue().method();
        return method.equals(Method.GET) || method.equals(Method.HEAD);
    }

    private static boolean wantsPage(ServerRequest request) {
        Method method = request.prologue().method();
        return (method.equals(Method.GET) || method.equals(Method.HEAD) || method.equals(Method.POST))
                && request.headers().contains(HeaderNames.ACCEPT)
                && request.headers().get(HeaderNames.ACCEPT).values().contains("text/html");
    }

    private static Problem of(Status status) {
        int code = status.code();
        return switch (code) {
            case 404 -> Problem.notFound();
            case 413 -> Problem.of(code, "too-large", "The body is larger than this service takes.");
            case 415 -> Problem.of(code, "unsupported-media-type", "This call does not take this media type.");
            default ->
                code >= 400 && code < 500
                        ? Problem.of(code, "malformed", "The request cannot be read.")
                        : Problem.of(500, "unexpected", "Something went wrong on our side.");
        };
    }

    /** The same for what is refused before routing: paths, headers and lengths that cannot be read. */
    public static DirectHandlers directHandlers() {
        DirectHandlers.Builder builder = DirectHandlers.builder();
        for (DirectHandler.EventType type : DirectHandler.EventType.values()) {
            builder.addHandler(type, (request, event, status, headers, reason) -> {
                Problem problem = of(status);
                headers.set(HeaderNames.CONTENT_TYPE, PROBLEM_JSON);
                headers.set(NOSNIFF);
                return DirectHandler.TransportResponse.builder()
                        .status(status)
                        .headers(headers)
                        .entity(problem.json())
                        .build();
            });
        }
        return builder.build();
    }
}
