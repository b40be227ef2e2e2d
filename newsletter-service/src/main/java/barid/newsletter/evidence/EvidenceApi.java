package barid.newsletter.evidence;

import barid.kit.http.Answers;
import barid.kit.http.Endpoint;
import barid.kit.http.Problem;
import barid.kit.http.Tokens;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import java.util.UUID;

/** What is known of one mail, by program; never with an address. */
public final class EvidenceApi {
    private final Evidence evidence;
    private final Tokens tokens;

    public EvidenceApi(Evidence evidence, Tokens tokens) {
        this.evidence = evidence;
        this.tokens = tokens;
    }

    public void register(HttpRules rules) {
        Endpoint.at("/newsletter/api/editions/{id}/deliveries/{subscriber}")
                .get(tokens.guard(Tokens.Scope.OPERATE, this::delivery))
                .register(rules);
    }

    private void delivery(ServerRequest request, ServerResponse response) {
        MailEvidence known =
                evidence.of(id(request, "id"), id(request, "subscriber")).orElseThrow(Problem::notFound);
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        Answers.json(request, response, known);
    }

    private static UUID id(ServerRequest request, String parameter) {
        try {
            return UUID.fromString(request.path().pathParameters().get(parameter));
        } catch (IllegalArgumentException e) {
            throw Problem.notFound();
        }
    }
}
