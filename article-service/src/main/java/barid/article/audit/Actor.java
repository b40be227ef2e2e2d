package barid.article.audit;

import barid.kit.http.Tokens;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Who acts, and under which trace.
 *
 * @param name a token's name, or the part of the software that acts by itself
 * @param traceparent of the request (W3C Trace Context), handed on with the changes it makes
 */
public record Actor(String name, Optional<String> traceparent) {
    private static final Pattern TRACEPARENT = Pattern.compile("00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

    /** The bearer of {@code token}. */
    public static Actor of(ServerRequest request, Tokens.Token token) {
        return new Actor(
                token.name(),
                request.headers()
                        .first(HeaderNames.create("traceparent"))
                        .filter(text -> TRACEPARENT.matcher(text).matches()));
    }

    /** A part of the software that acts by itself. */
    public static Actor software(String name) {
        return new Actor(name, Optional.empty());
    }
}
