package barid.feed.partners;

import barid.feed.entries.CleanText;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;

/** What clients call themselves. */
final class Agents {
    private static final int LONGEST = 200;

    private Agents() {}

    /** The User-Agent, at most 200 characters of it; empty if there is none. */
    static String name(ServerRequest request) {
        String agent = request.headers().first(HeaderNames.USER_AGENT).orElse("");
        String name = CleanText.of(agent).replace('\t', ' ').strip();
        return name.substring(0, Math.min(name.length(), LONGEST));
    }
}
