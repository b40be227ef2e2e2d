package barid.newsletter.consent;

import barid.kit.db.Database;
import barid.kit.http.Answers;
import barid.kit.http.Endpoint;
import barid.kit.http.Problem;
import barid.kit.http.Tokens;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import java.util.List;
import java.util.UUID;

/** The evidence as operators read it. */
public final class ConsentRoutes {
    private final Database database;
    private final ConsentLog log;
    private final ConsentChain chain;
    private final Tokens tokens;

    public ConsentRoutes(Database database, ConsentLog log, Tokens tokens) {
        this.database = database;
        this.log = log;
        this.chain = new ConsentChain(database);
        this.tokens = tokens;
    }

    public void register(HttpRouting.Builder routing) {
        Endpoint.at("/newsletter/api/consents/verification")
                .get(tokens.guard(Tokens.Scope.OPERATE, this::verification))
                .register(routing);
        Endpoint.at("/newsletter/api/subscribers/{id}/consents")
                .get(tokens.guard(Tokens.Scope.OPERATE, this::consents))
                .register(routing);
    }

    private record Intact(boolean intact, long chains, long acts) {}

    private record Broken(boolean intact, UUID subscriber, int step, String what) {}

    private record Consents(Object verification, List<ConsentEntry> consents) {}

    private void verification(ServerRequest request, ServerResponse response) {
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        Answers.json(request, response, shown(chain.verifyAll()));
    }

    private void consents(ServerRequest request, ServerResponse response) {
        UUID subscriber = id(request.path().pathParameters().get("id"));
        List<ConsentEntry> history = log.history(database.client().execute(), subscriber);
        if (history.isEmpty()) {
            throw Problem.notFound();
        }
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        Answers.json(request, response, new Consents(shown(chain.verify(subscriber)), history));
    }

    private static Object shown(ConsentChain.Verdict verdict) {
        return switch (verdict) {
            case ConsentChain.Verdict.Intact(long chains, long acts) -> new Intact(true, chains, acts);
            case ConsentChain.Verdict.Broken(UUID subscriber, int step, String what) ->
                new Broken(false, subscriber, step, what);
        };
    }

    private static UUID id(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw Problem.notFound();
        }
    }
}
