package barid.article.audit;

import barid.kit.http.Tokens;
import barid.kit.tracing.TraceContext;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;

import java.util.Optional;

/**
 * Who acts, and under which trace.
 *
 * @param name a token's name, or the part of the software that acts by itself
 * @param traceparent of the own span of the request, or of the software's work, where it is traced, else of the request's
 *     caller (W3C Trace Context); handed on with the changes it makes
 */
public record Actor(String name, Optional<String> traceparent) {
    private static final HeaderName TRACEPARENT = HeaderNames.create("traceparent");

    /** The bearer of {@code token}. */
    public static Actor of(ServerRequest request, Tokens.Token token) {
        return new Actor(
                token.name(),
                TraceContext.current()
                        .or(() -> request.headers().first(TRACEPARENT).flatMap(TraceContext::parse)));
    }

    /** A part of the software that acts by itself, under the trace of what this thread does. */
    public static Actor software(String name) {
        return new Actor(name, TraceContext.current());
    }
}
