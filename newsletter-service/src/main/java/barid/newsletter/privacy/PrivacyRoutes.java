package barid.newsletter.privacy;

import barid.kit.db.Database;
import barid.kit.http.Answers;
import barid.kit.http.Endpoint;
import barid.kit.http.Problem;
import barid.kit.http.Tokens;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.UUID;

/** The schema of an export, for anyone; exporting and erasing a reader who asked by another way, for operators. */
public final class PrivacyRoutes {
    private final Database database;
    private final Privacy privacy;
    private final Tokens tokens;
    private final InstantSource clock;
    private final byte[] schema = read("export-schema.json");

    public PrivacyRoutes(Database database, Privacy privacy, Tokens tokens, InstantSource clock) {
        this.database = database;
        this.privacy = privacy;
        this.tokens = tokens;
        this.clock = clock;
    }

    public void register(HttpRouting.Builder routing) {
        Endpoint.at("/newsletter/api/export-schema.json")
                .get(this::schema)
                .readableByAnyOrigin()
                .register(routing);
        Endpoint.at("/newsletter/api/subscribers/{id}/export")
                .get(tokens.guard(Tokens.Scope.OPERATE, this::export))
                .register(routing);
        Endpoint.at("/newsletter/api/subscribers/{id}")
                .delete(tokens.guard(Tokens.Scope.OPERATE, this::erase))
                .register(routing);
    }

    private void schema(ServerRequest request, ServerResponse response) {
        Answers.send(request, response, "application/schema+json", schema);
    }

    private void export(ServerRequest request, ServerResponse response) {
        String export = privacy.export(id(request)).orElseThrow(Problem::notFound);
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        response.header(HeaderValues.create("Content-Disposition", "attachment; filename=\"reader.json\""));
        Answers.send(request, response, "application/json", export.getBytes(StandardCharsets.UTF_8));
    }

    private void erase(ServerRequest request, ServerResponse response) {
        UUID subscriber = id(request);
        boolean erased =
                database.transactions().inTransaction(tx -> privacy.erase(tx, subscriber, "operator", clock.instant()));
        if (!erased) {
            throw Problem.notFound();
        }
        response.status(Status.NO_CONTENT_204).send();
    }

    private static UUID id(ServerRequest request) {
        try {
            return UUID.fromString(request.path().pathParameters().get("id"));
        } catch (IllegalArgumentException e) {
            throw Problem.notFound();
        }
    }

    private static byte[] read(String name) {
        try (InputStream in = PrivacyRoutes.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
