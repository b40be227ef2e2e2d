package barid.article.conditional;

import barid.kit.http.Problem;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What If-Match and If-None-Match say of an entity tag. */
public final class EntityTags {
    private static final Pattern TAG = Pattern.compile("\\s*(W/)?(\"[\\x21\\x23-\\x7e\\x80-\\xff]*\")\\s*(?:,|$)");

    private EntityTags() {}

    /** A condition on what is stored: nothing, anything, or one of these strong tags. */
    public sealed interface Condition {
        /** Any state at all ({@code *}). */
        record Any() implements Condition {}

        /** One of these states; weak tags are left out, since they never match strongly. */
        record OneOf(List<String> tags) implements Condition {}

        /** Whether a stored state with this tag meets it. */
        default boolean meets(String etag) {
            return switch (this) {
                case Any() -> true;
                case OneOf(List<String> tags) -> tags.contains(etag);
            };
        }
    }

    /** Whether the client has this state already (304). */
    public static boolean noneMatch(ServerRequest request, String etag) {
        return condition(request, HeaderNames.IF_NONE_MATCH, true)
                .map(condition -> condition.meets(etag))
                .orElse(false);
    }

    /** The condition of If-Match. */
    public static Optional<Condition> ifMatch(ServerRequest request) {
        return condition(request, HeaderNames.IF_MATCH, false);
    }

    /** Whether the request has {@code If-None-Match: *}: create, but replace nothing. */
    public static boolean onlyCreates(ServerRequest request) {
        return condition(request, HeaderNames.IF_NONE_MATCH, false)
                .filter(Condition.Any.class::isInstance)
                .isPresent();
    }

    private static Optional<Condition> condition(ServerRequest request, HeaderName name, boolean weakCounts) {
        if (!request.headers().contains(name)) {
            return Optional.empty();
        }
        String text = String.join(",", request.headers().get(name).allValues());
        if (text.strip().equals("*")) {
            return Optional.of(new Condition.Any());
        }
        Matcher matcher = TAG.matcher(text);
        List<String> tags = new java.util.ArrayList<>();
        int end = 0;
        while (end < text.length() && matcher.find(end) && matcher.start() == end) {
            if (weakCounts || matcher.group(1) == null) {
                tags.add(matcher.group(2));
            }
            end = matcher.end();
        }
        if (end < text.length() || text.isBlank()) {
            throw Problem.malformed("The header " + name.defaultCase() + " holds no entity tags.");
        }
        return Optional.of(new Condition.OneOf(List.copyOf(tags)));
    }
}
