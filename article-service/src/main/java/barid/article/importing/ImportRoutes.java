package barid.article.importing;

import barid.article.audit.Actor;
import barid.kit.http.Answers;
import barid.kit.http.Bodies;
import barid.kit.http.Endpoint;
import barid.kit.http.Problem;
import barid.kit.http.Tokens;
import barid.kit.site.Languages;
import io.helidon.common.parameters.Parameters;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

/** {@code POST /api/imports} takes a feed, {@code GET /api/imports/{id}} says how far it is. */
public final class ImportRoutes implements HttpService {
    private static final long MAX_BYTES = 512L << 20;

    private final Imports imports;
    private final Tokens tokens;

    public ImportRoutes(Imports imports, Tokens tokens) {
        this.imports = imports;
        this.tokens = tokens;
    }

    @Override
    public void routing(HttpRules rules) {
        Endpoint.at("/api/imports").post(this::begin).register(rules);
        Endpoint.at("/api/imports/{id}")
                .get(tokens.guard(Tokens.Scope.WRITE, this::show))
                .register(rules);
    }

    private void begin(ServerRequest request, ServerResponse response) {
        Actor actor = Actor.of(request, tokens.require(request, Tokens.Scope.WRITE));
        Parameters query = Bodies.query(request, "format", "language");
        Optional<String> language = query.first("language")
                .asOptional()
                .map(tag -> Languages.canonical(tag)
                        .orElseThrow(() -> Problem.field("language", "is not a known language tag")));
        Path file = receive(request);
        boolean queued = false;
        try {
            FeedCheck check = check(file, query.first("format").asOptional());
            UUID id = imports.begin(file, check, language, actor);
            queued = true;
            response.status(Status.ACCEPTED_202).header(HeaderNames.LOCATION, "/api/imports/" + id);
            Answers.json(request, response, view(id, 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            if (!queued) {
                file.toFile().delete();
            }
        }
    }

    private static FeedCheck check(Path file, Optional<String> format) throws IOException {
        try {
            FeedCheck check = FeedCheck.of(file);
            if (format.isPresent() && !format.get().equals(check.format())) {
                throw Problem.field("format", "is not what the file is: " + check.format());
            }
            return check;
        } catch (FeedRefused e) {
            throw Problem.of(422, "not-a-feed", e.reason())
                    .withDetail("Line " + e.line() + ", column " + e.column() + ". Nothing was taken.")
                    .with("line", e.line())
                    .with("column", e.column());
        }
    }

    private static Path receive(ServerRequest request) {
        Bodies.requireLength(request, MAX_BYTES);
        if (!request.content().hasEntity()) {
            throw Problem.malformed("The body is the feed to import.");
        }
        try {
            Path file = Files.createTempFile("barid-import", ".xml");
            try (InputStream in = request.content().inputStream();
                    OutputStream out = Files.newOutputStream(file)) {
                copy(in, out);
                return file;
            } catch (IOException | RuntimeException e) {
                Files.deleteIfExists(file);
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copy(InputStream in, OutputStream out) throws IOException {
        byte[] buffer = new byte[64 << 10];
        long total = 0;
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            total += read;
            if (total > MAX_BYTES) {
                throw Problem.tooLarge(MAX_BYTES);
            }
            out.write(buffer, 0, read);
        }
    }

    private void show(ServerRequest request, ServerResponse response) {
        Parameters query = Bodies.query(request, "after");
        imports.endCutOff();
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        Answers.json(
                request,
                response,
                view(
                        id(request.path().pathParameters().get("id")),
                        query.first("after")
                                .asOptional()
                                .map(ImportRoutes::ordinal)
                                .orElse(0)));
    }

    private static UUID id(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw Problem.notFound();
        }
    }

    private static int ordinal(String text) {
        try {
            return Integer.parseUnsignedInt(text);
        } catch (NumberFormatException e) {
            throw Problem.malformed("The parameter after is the number of an entry.");
        }
    }

    private ImportView view(UUID id, int after) {
        ImportStore.Run run = imports.store().find(id).orElseThrow(Problem::notFound);
        return ImportView.of(run, imports.store().lines(id, after, ImportView.PAGE));
    }
}
