package barid.feed.publishing;

import barid.kit.http.Answers;
import barid.kit.http.Endpoint;
import barid.kit.http.Tokens;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.HttpFeature;
import io.helidon.webserver.http.HttpRouting;

import java.util.List;

/** {@code GET /feeds/api/breaches}: which entries are left out of the feeds, and why; scope {@code operate}. */
public final class BreachRoutes implements HttpFeature {
    private static final int MOST = 1000;

    private final BreachStore store;
    private final Tokens tokens;

    private record Listed(List<BreachStore.Found> breaches) {}

    public BreachRoutes(BreachStore store, Tokens tokens) {
        this.store = store;
        this.tokens = tokens;
    }

    @Override
    public void setup(HttpRouting.Builder routing) {
        Endpoint.at("/feeds/api/breaches")
                .get(tokens.guard(Tokens.Scope.OPERATE, (request, response) -> {
                    response.header(HeaderNames.CACHE_CONTROL, "no-store");
                    Answers.json(request, response, new Listed(store.list(MOST)));
                }))
                .register(routing);
    }
}
