package barid.newsletter.imports;

import barid.kit.http.Answers;
import barid.kit.http.Bodies;
import barid.kit.http.Endpoint;
import barid.kit.http.Json;
import barid.kit.http.Problem;
import barid.kit.http.Tokens;
import barid.kit.site.Organisation;
import barid.kit.site.Texts;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.helidon.common.parameters.Parameters;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/** Imports by program, for operators: {@code /newsletter/api/subscriber-imports}. */
public final class ImportApi {
    static final long MOST_BYTES = 512L << 20;

    private static final String ROOT = "/newsletter/api/subscriber-imports";
    private static final String ONE = ROOT + "/{id}";
    private static final long BODY = 64 << 10;
    private static final int PAGE = 20;

    private final Imports imports;
    private final UploadRules rules;
    private final ReportFile reports;
    private final Tokens tokens;
    private final Texts texts = Texts.beside(ImportApi.class);

    public ImportApi(Imports imports, Organisation organisation, Tokens tokens) {
        this.imports = imports;
        this.rules = new UploadRules(organisation);
        this.reports = new ReportFile(imports);
        this.tokens = tokens;
    }

    public void register(HttpRouting.Builder routing) {
        Endpoint.at(ROOT).get(guarded(this::list)).post(this::begin).register(routing);
        Endpoint.at(ONE).get(guarded(this::show)).register(routing);
        Endpoint.at(ONE + "/report.csv").get(guarded(this::report)).register(routing);
        Endpoint.at(ONE + "/mapping").post(guarded(this::map)).register(routing);
        Endpoint.at(ONE + "/start").post(act(imports::start)).register(routing);
        Endpoint.at(ONE + "/cancel").post(act(imports::cancel)).register(routing);
    }

    private Handler guarded(Handler handler) {
        return tokens.guard(Tokens.Scope.OPERATE, handler);
    }

    private void begin(ServerRequest request, ServerResponse response) {
        String who = tokens.require(request, Tokens.Scope.OPERATE).name();
        Parameters query = Bodies.query(
                request,
                "consent",
                "name",
                "dry-run",
                "languages",
                "topics",
                "cadence",
                "hour",
                "day",
                "zone",
                "charset",
                "columns");
        Map<String, String> fields = new HashMap<>();
        query.names().forEach(name -> fields.put(name, query.first(name).orElse("")));
        String dryRun = fields.getOrDefault("dry-run", "false");
        if (!dryRun.matches("true|false")) {
            throw Problem.field("dry-run", "is true or false");
        }
        UploadRules.Judged judged = rules.judge(
                fields, dryRun.equals("true"), imports.subscriptions().rules());
        Upload upload = judged.upload().orElseThrow(() -> refused(judged));
        Bodies.requireLength(request, MOST_BYTES);
        if (!request.content().hasEntity()) {
            throw Problem.malformed("The body is the file to import.");
        }
        try (InputStream file = request.content().inputStream()) {
            UUID id = imports.receive(upload, file, MOST_BYTES, who);
            response.status(Status.ACCEPTED_202).header(HeaderNames.LOCATION, ROOT + "/" + id);
            answer(request, response, id);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Problem refused(UploadRules.Judged judged) {
        Texts.In words = texts.in("en", "en");
        return Problem.fields(judged.faults().stream()
                .map(fault -> new Problem.FieldError(fault.field(), words.get("rule." + fault.rule())))
                .toList());
    }

    private void list(ServerRequest request, ServerResponse response) {
        Parameters query = Bodies.query(request, "before");
        UUID before = query.first("before").asOptional().map(ImportApi::place).orElse(null);
        List<ImportView> views = imports.newest(before, PAGE + 1).stream()
                .map(job -> ImportView.of(job, null))
                .toList();
        boolean more = views.size() > PAGE;
        List<ImportView> shown = more ? views.subList(0, PAGE) : views;
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        Answers.json(
                request,
                response,
                new Listing(shown, more ? ROOT + "?before=" + shown.getLast().id() : null));
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
        answer(request, response, id(request));
    }

    private void answer(ServerRequest request, ServerResponse response, UUID id) {
        ImportJob job = imports.require(id);
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        Answers.json(request, response, ImportView.of(job, imports.columns(job)));
    }

    private record Mapping(@Nullable List<String> columns) {}

    private void map(ServerRequest request, ServerResponse response) {
        UUID id = id(request);
        List<String> columns = Json.read(request, Mapping.class, BODY).columns();
        if (columns == null) {
            throw Problem.field("columns", "names what each column is");
        }
        imports.map(id, UploadRules.meanings(columns));
        answer(request, response, id);
    }

    /** An act that takes nothing but the import. */
    private Handler act(Consumer<UUID> act) {
        return guarded((request, response) -> {
            UUID id = id(request);
            Bodies.read(request, BODY);
            act.accept(id);
            answer(request, response, id);
        });
    }

    private void report(ServerRequest request, ServerResponse response) {
        Parameters query = Bodies.query(request, "language");
        String language = query.first("language").orElse("en");
        if (!Texts.LANGUAGES.contains(language)) {
            throw Problem.field("language", "is ar, en or fr");
        }
        reports.send(request, response, imports.require(id(request)), texts.in(language, "en"));
    }

    /** The id in the path; {@link Problem} 404 if it is none. */
    static UUID id(ServerRequest request) {
        try {
            return UUID.fromString(request.path().pathParameters().get("id"));
        } catch (IllegalArgumentException e) {
            throw Problem.notFound();
        }
    }
}
