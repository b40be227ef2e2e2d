package barid.newsletter.deliveries;

import barid.kit.http.Answers;
import barid.kit.http.Bodies;
import barid.kit.http.Endpoint;
import barid.kit.http.Problem;
import barid.kit.http.Tokens;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import java.time.Instant;
import java.util.List;

/** What operators read of the sending. */
public final class DeliveryRoutes {
    private static final int MOST = 100;

    private final LedgerStore ledger;
    private final Tokens tokens;

    public DeliveryRoutes(LedgerStore ledger, Tokens tokens) {
        this.ledger = ledger;
        this.tokens = tokens;
    }

    public void register(HttpRouting.Builder routing) {
        Endpoint.at("/newsletter/api/editions")
                .get(tokens.guard(Tokens.Scope.OPERATE, this::editions))
                .register(routing);
    }

    private record Editions(List<LedgerStore.Books> editions) {}

    private void editions(ServerRequest request, ServerResponse response) {
        String limit = Bodies.query(request, "limit").first("limit").orElse("20");
        if (!limit.matches("[1-9]\\d{0,2}") || Integer.parseInt(limit) > MOST) {
            throw Problem.malformed("limit is 1 to " + MOST + ".");
        }
        response.header("Cache-Control", "no-store");
        Answers.json(request, response, new Editions(ledger.books(Instant.EPOCH, Integer.parseInt(limit))));
    }
}
