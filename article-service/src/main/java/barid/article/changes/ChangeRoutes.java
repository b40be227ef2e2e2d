package barid.article.changes;

import barid.kit.changes.ChangeJson;
import barid.kit.changes.Cursor;
import barid.kit.http.Answers;
import barid.kit.http.Bodies;
import barid.kit.http.Endpoint;
import barid.kit.http.Problem;
import barid.kit.http.Tokens;
import io.helidon.common.parameters.Parameters;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import java.time.Duration;
import java.util.Optional;

/** {@code GET /api/changes}. */
public final class ChangeRoutes implements HttpService {
    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_WAIT_SECONDS = 30;

    private final ChangeFeed feed;
    private final Tokens tokens;

    public ChangeRoutes(ChangeFeed feed, Tokens tokens) {
        this.feed = feed;
        this.tokens = tokens;
    }

    @Override
    public void routing(HttpRules rules) {
        Endpoint.at("/api/changes")
                .get(tokens.guard(Tokens.Scope.CHANGES, this::changes))
                .register(rules);
    }

    private void changes(ServerRequest request, ServerResponse response) {
        Parameters query = Bodies.query(request, "after", "limit", "wait");
        Optional<Cursor> after = query.first("after")
                .asOptional()
                .map(text -> Cursor.parse(text)
                        .orElseThrow(() -> Problem.malformed("The parameter after is not a cursor of this feed.")));
        int limit = number(query, "limit", DEFAULT_LIMIT, 1, ChangeFeed.MAX_CHANGES);
        int wait = number(query, "wait", 0, 0, MAX_WAIT_SECONDS);
        byte[] page = ChangeJson.write(feed.read(after, limit, Duration.ofSeconds(wait)));
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        Answers.send(request, response, "application/json", page);
    }

    private static int number(Parameters query, String name, int otherwise, int least, int most) {
        Optional<String> text = query.first(name).asOptional();
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(text.get());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw Problem.malformed("The parameter " + name + " is a number from " + least + " to " + most + ".");
    }
}
