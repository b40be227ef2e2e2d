package barid.article.importing;

import barid.article.audit.Actor;
import barid.article.html.PlainText;
import barid.kit.http.Answers;
import barid.kit.http.Bodies;
import barid.kit.http.Endpoint;
import barid.kit.http.Problem;
import barid.kit.http.Tokens;
import barid.kit.site.Languages;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.helidon.common.parameters.Parameters;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** {@code POST /api/imports} takes a file, {@code GET /api/imports/{id}} says how far it is. */
public final class ImportRoutes implements HttpService {
    private static final long MAX_BYTES = 512L << 20;
    private static final int MAX_NAME = 300;
    private static final int PAGE = 20;

    private final Imports imports;
    private final Tokens tokens;

    public ImportRoutes(Imports imports, Tokens tokens) {
        this.imports = imports;
        this.tokens = tokens;
    }

    @Override
    public void routing(HttpRules rules) {
        Endpoint.at("/api/imports")
                .get(tokens.guard(Tokens.Scope.WRITE, this::list))
                .post(this::begin)
                .register(rules);
        Endpoint.at("/api/imports/{id}")
                .get(tokens.guard(Tokens.Scope.WRITE, this::show))
                .register(rules);
    }

    private void begin(ServerRequest request, ServerResponse response) {
        Actor actor = Actor.of(request, tokens.require(request, Tokens.Scope.WRITE));
        Parameters query = Bodies.query(request, "format", "language", "name");
        Optional<String> language = query.first("language")
                .asOptional()
                .map(tag -> Languages.canonical(tag)
                        .orElseThrow(() -> Problem.field("language", "is not a known language tag")));
        String source = query.first("name").asOptional().map(ImportRoutes::name).orElse("upload");
        Path file = receive(request);
        boolean queued = false;
        try {
            ImportFile checked = check(file, query.first("format").asOptional());
            UUID id = imports.begin(file, checked, language, source, actor);
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

    private static String name(String given) {
        List<Problem.FieldError> errors = new ArrayList<>();
        PlainText.line("name", given, MAX_NAME, errors);
        if (!errors.isEmpty() || given.isBlank()) {
            throw errors.isEmpty() ? Problem.field("name", "is the name of the file") : Problem.fields(errors);
        }
        return given;
    }

    private ImportFile check(Path file, Optional<String> format) throws IOException {
        try {
            ImportFile checked = imports.check(file);
            if (format.isPresent() && !format.get().equals(checked.format())) {
                throw Problem.field("format", "is not what the file is: " + checked.format());
            }
            return checked;
        } catch (ImportRefused e) {
            Problem problem = Problem.of(422, "not-importable", e.reason());
            if (e.line().isEmpty()) {
                throw problem.withDetail("Nothing was taken.");
            }
            int line = e.line().getAsInt();
            int column = e.column().orElse(1);
            throw problem.withDetail("Line " + line + ", column " + column + ". Nothing was taken.")
                    .with("line", line)
                    .with("column", column);
        }
    }

    private static Path receive(ServerRequest request) {
        Bodies.requireLength(request, MAX_BYTES);
        if (!request.content().hasEntity()) {
            throw Problem.malformed("The body is the file to import.");
        }
        try {
            Path file = Files.createTempFile("barid-import", ".part");
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

    private void list(ServerRequest request, ServerResponse response) {
        Parameters query = Bodies.query(request, "before");
        Optional<UUID> before = query.first("before").asOptional().map(ImportRoutes::place);
        imports.endCutOff();
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        List<ImportView> views = imports.store().newest(before, PAGE + 1).stream()
                .map(run -> ImportView.of(run, null))
                .toList();
        boolean more = views.size() > PAGE;
        List<ImportView> shown = more ? views.subList(0, PAGE) : views;
        String next = more ? "/api/imports?before=" + shown.getLast().id() : null;
        Answers.json(request, response, new Listing(shown, next));
    }

    /** The newest imports first; {@code next} leads to those before them. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Listing(List<ImportView> imports, @Nullable String next) {}

    private static UUID place(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw Problem.malformed("The parameter before is the id of an import.");
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
