package barid.newsletter.console;

import barid.kit.http.Problem;
import io.helidon.webserver.http.ServerRequest;

import java.util.UUID;

/** Ids in the addresses of pages. */
final class Ids {
    private Ids() {}

    /** The path's parameter as an id; {@link Problem} 404 if it is none. */
    static UUID of(ServerRequest request, String parameter) {
        try {
            return UUID.fromString(request.path().pathParameters().get(parameter));
        } catch (IllegalArgumentException e) {
            throw Problem.notFound();
        }
    }
}
