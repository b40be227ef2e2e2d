package barid.newsletter.imports;

import barid.kit.http.Answers;
import barid.kit.http.Endpoint;
import barid.kit.http.Problem;
import barid.kit.operators.OperatorSession;
import barid.kit.operators.Operators;
import barid.kit.site.Site;
import barid.kit.site.Texts;
import barid.newsletter.frame.ConsoleFrame;
import barid.newsletter.frame.ConsoleFrame.Place;
import barid.newsletter.frame.ConsoleFrame.Section;
import barid.newsletter.subscriptions.ChoiceRules;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The operators' pages about imports: a list, a form, and a page for each, which tells how far it is. */
public final class ImportPages {
    private static final String ROOT = ConsoleFrame.IN_LANGUAGE + Section.IMPORTS.path();
    private static final String ONE = ROOT + "/{id}";
    private static final int PAGE = 50;
    private static final String REFRESH_SECONDS = "3";

    private final ConsoleFrame frame;
    private final Site site;
    private final Imports imports;
    private final UploadRules rules;
    private final ImportViews views;
    private final ReportFile reports;
    private final Texts texts = Texts.beside(ImportPages.class);
    private final TemplateEngine templates =
            TemplateEngine.createPrecompiled(null, ContentType.Html, null, "barid.newsletter.templates");

    public ImportPages(Operators operators, Site site, Imports imports) {
        this.frame = new ConsoleFrame(operators, site);
        this.site = site;
        this.imports = imports;
        this.rules = new UploadRules(site.organisation());
        this.views = new ImportViews(imports, site.organisation());
        this.reports = new ReportFile(imports);
    }

    public void register(HttpRules routing) {
        Endpoint.at(ROOT).get(frame.page(this::list)).register(routing);
        Endpoint.at(ROOT + "/new")
                .get(frame.page(this::blank))
                .post(frame.page(this::upload))
                .register(routing);
        Endpoint.at(ONE).get(frame.page(this::show)).register(routing);
        Endpoint.at(ONE + "/mapping").post(frame.form(this::map)).register(routing);
        Endpoint.at(ONE + "/start").post(frame.form(this::start)).register(routing);
        Endpoint.at(ONE + "/cancel")
                .get(frame.page(this::askCancel))
                .post(frame.form(this::cancel))
                .register(routing);
        Endpoint.at(ONE + "/report.csv").get(frame.page(this::report)).register(routing);
    }

    private Wording words(ServerRequest request) {
        return new Wording(texts.in(frame.language(request), site.organisation().fallback()), site.organisation());
    }

    private void list(ServerRequest request, ServerResponse response, OperatorSession session) {
        Wording words = words(request);
        UUID before = before(request);
        String root = place(words, "").here();
        List<ImportJob> jobs = imports.newest(before, PAGE + 1);
        List<ImportViews.Line> lines = jobs.stream()
                .limit(PAGE)
                .map(job -> views.line(words, job, root))
                .toList();
        String next =
                jobs.size() > PAGE ? root + "?before=" + jobs.get(PAGE - 1).id() : "";
        send(
                request,
                response,
                200,
                session,
                place(words, before == null ? "" : "?before=" + before),
                words.get("title"),
                "imports",
                Map.of("lines", lines, "root", root, "next", next));
    }

    private static @Nullable UUID before(ServerRequest request) {
        String before = request.query().first("before").orElse("");
        try {
            return before.isEmpty() ? null : UUID.fromString(before);
        } catch (IllegalArgumentException e) {
            throw Problem.malformed("The page of the list is not known.");
        }
    }

    private void blank(ServerRequest request, ServerResponse response, OperatorSession session) {
        form(request, response, session, 200, Map.of(), List.of());
    }

    private void form(
            ServerRequest request,
            ServerResponse response,
            OperatorSession session,
            int status,
            Map<String, String> fields,
            List<ChoiceRules.Fault> faults) {
        Wording words = words(request);
        ImportForm form =
                views.form(words, fields, faults, imports.subscriptions().languages());
        Place place = place(words, "/new");
        Map<String, Object> parameters = Map.of(
                "form", form, "action", place.here(), "back", place(words, "").here());
        send(request, response, status, session, place, words.get("new.title"), "importForm", parameters);
    }

    /** The form's own proof stands in the body, before the file. */
    private void upload(ServerRequest request, ServerResponse response, OperatorSession session) {
        String type = request.headers().first(HeaderNames.CONTENT_TYPE).orElse("");
        try (InputStream body = request.content().inputStream()) {
            MultipartForm given = MultipartForm.read(type, body);
            Map<String, String> fields = given.fields();
            requireOwn(session, fields.getOrDefault(OperatorSession.FORM_FIELD, ""));
            Map<String, String> said = new HashMap<>(fields);
            said.put("name", name(given.fileName().orElse("")));
            UploadRules.Judged judged =
                    rules.judge(said, true, imports.subscriptions().rules());
            List<ChoiceRules.Fault> faults = new ArrayList<>(judged.faults());
            if (given.fileName().orElse("").isBlank()) {
                faults.add(new ChoiceRules.Fault("file", "file"));
            }
            if (!faults.isEmpty() || judged.upload().isEmpty()) {
                given.file().transferTo(OutputStream.nullOutputStream());
                form(request, response, session, 422, fields, faults);
                return;
            }
            receive(request, response, session, given, judged.upload().get());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void receive(
            ServerRequest request, ServerResponse response, OperatorSession session, MultipartForm given, Upload upload)
            throws IOException {
        try {
            UUID id = imports.receive(upload, given.file(), ImportApi.MOST_BYTES, session.operator());
            lead(request, response, "/" + id);
        } catch (Problem e) {
            if (e.status() != 422) {
                throw e;
            }
            given.file().transferTo(OutputStream.nullOutputStream());
            form(request, response, session, 422, given.fields(), List.of(new ChoiceRules.Fault("file", "file.csv")));
        }
    }

    private static void requireOwn(OperatorSession session, String given) {
        byte[] own = session.formToken().getBytes(StandardCharsets.UTF_8);
        if (!MessageDigest.isEqual(own, given.getBytes(StandardCharsets.UTF_8))) {
            throw Problem.of(403, "foreign-form", "The form is not from this session.");
        }
    }

    /** Some browsers send the folders as well. */
    private static String name(String given) {
        return given.substring(Math.max(given.lastIndexOf('/'), given.lastIndexOf('\\')) + 1);
    }

    private void show(ServerRequest request, ServerResponse response, OperatorSession session) {
        Wording words = words(request);
        ImportJob job = imports.require(ImportApi.id(request));
        boolean held = request.query().contains("hold");
        if (job.state().running() && !held) {
            response.header(HeaderValues.create("Refresh", REFRESH_SECONDS));
        }
        Place place = place(words, "/" + job.id());
        send(
                request,
                response,
                200,
                session,
                place,
                job.name(),
                "import",
                Map.of(
                        "view", views.page(words, job),
                        "page", place.here(),
                        "back", place(words, "").here(),
                        "held", held,
                        "refused", request.query().contains("refused")));
    }

    private void map(
            ServerRequest request, ServerResponse response, OperatorSession session, Map<String, String> fields) {
        List<String> columns = new ArrayList<>();
        for (int i = 1; fields.containsKey("column-" + i); i++) {
            columns.add(fields.getOrDefault("column-" + i, ""));
        }
        UUID id = ImportApi.id(request);
        try {
            imports.map(id, UploadRules.meanings(columns));
        } catch (Problem e) {
            if (e.status() != 422) {
                throw e;
            }
            lead(request, response, "/" + id + "?refused=columns");
            return;
        }
        lead(request, response, "/" + id);
    }

    private void start(
            ServerRequest request, ServerResponse response, OperatorSession session, Map<String, String> fields) {
        imports.start(ImportApi.id(request));
        lead(request, response, "/" + ImportApi.id(request));
    }

    private void askCancel(ServerRequest request, ServerResponse response, OperatorSession session) {
        Wording words = words(request);
        ImportJob job = imports.require(ImportApi.id(request));
        Place place = place(words, "/" + job.id() + "/cancel");
        Map<String, Object> parameters = Map.of(
                "name", job.name(),
                "text",
                        words.get(
                                "cancel.text",
                                job.state() == ImportState.IMPORTING
                                        ? job.counts().taken()
                                        : 0),
                "action", place.here(),
                "back", place(words, "/" + job.id()).here());
        send(request, response, 200, session, place, words.get("cancel.title"), "importCancel", parameters);
    }

    private void cancel(
            ServerRequest request, ServerResponse response, OperatorSession session, Map<String, String> fields) {
        imports.cancel(ImportApi.id(request));
        lead(request, response, "/" + ImportApi.id(request));
    }

    private void report(ServerRequest request, ServerResponse response, OperatorSession session) {
        reports.send(
                request,
                response,
                imports.require(ImportApi.id(request)),
                words(request).in());
    }

    private static Place place(Wording words, String rest) {
        return new Place(words.language(), Section.IMPORTS, rest);
    }

    private void lead(ServerRequest request, ServerResponse response, String rest) {
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        Answers.seeOther(response, place(words(request), rest).here());
    }

    private void send(
            ServerRequest request,
            ServerResponse response,
            int status,
            OperatorSession session,
            Place place,
            String title,
            String template,
            Map<String, Object> more) {
        Map<String, Object> parameters = new HashMap<>(more);
        parameters.put("words", words(request));
        parameters.put("session", session);
        frame.send(
                request,
                response,
                status,
                session,
                place,
                title,
                output -> templates.render("imports/" + template + ".jte", parameters, output));
    }
}
