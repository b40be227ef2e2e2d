package barid.newsletter.preflight;

import barid.kit.http.Answers;
import barid.kit.http.Endpoint;
import barid.kit.operators.OperatorSession;
import barid.kit.operators.Operators;
import barid.kit.site.Dates;
import barid.kit.site.Site;
import barid.kit.site.Texts;
import barid.newsletter.frame.ConsoleFrame;
import barid.newsletter.frame.ConsoleFrame.Place;
import barid.newsletter.frame.ConsoleFrame.Section;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The operators' page of the checks: what was found, what to do, and the editions that wait. */
public final class PreflightPages {
    private static final String ROOT = ConsoleFrame.IN_LANGUAGE + Section.PREFLIGHT.path();
    private static final int LONGEST_REASON = 500;

    private final ConsoleFrame frame;
    private final Site site;
    private final Preflight preflight;
    private final EditionStarts starts;
    private final PreflightSettings settings;
    private final InstantSource clock;
    private final Texts texts = Texts.beside(PreflightPages.class);
    private final TemplateEngine templates =
            TemplateEngine.createPrecompiled(null, ContentType.Html, null, "barid.newsletter.templates");

    public PreflightPages(
            Operators operators,
            Site site,
            Preflight preflight,
            EditionStarts starts,
            PreflightSettings settings,
            InstantSource clock) {
        this.frame = new ConsoleFrame(operators, site);
        this.site = site;
        this.preflight = preflight;
        this.starts = starts;
        this.settings = settings;
        this.clock = clock;
    }

    public void register(HttpRules routing) {
        Endpoint.at(ROOT)
                .get(frame.page(this::show))
                .post(frame.form(this::again))
                .register(routing);
        Endpoint.at(ROOT + "/start")
                .get(frame.page(this::back))
                .post(frame.form(this::start))
                .register(routing);
    }

    /** A DNS record to publish. */
    public record Published(String name, String type, String value) {}

    /** What was found, what to do (or empty), and what to publish (or nothing); {@code state}: ok, advice, failed. */
    public record Line(String state, String found, String toDo, List<Published> records) {}

    /** A check with what it found. */
    public record Checked(String word, String title, String state, String stateWords, List<Line> lines) {}

    /** An edition that waits. */
    public record WaitingEdition(String id, String name, String since, String error, String given) {}

    /** The page. */
    public record View(
            String verdict,
            String verdictKind,
            String at,
            String notice,
            List<Checked> checks,
            List<WaitingEdition> waiting,
            String done) {}

    /** What an operator gave, which goes back to her if it was wrong. */
    private record Given(Optional<UUID> edition, String reason, String error) {
        static final Given NOTHING = new Given(Optional.empty(), "", "");
    }

    private void show(ServerRequest request, ServerResponse response, OperatorSession session) {
        send(request, response, session, 200, Given.NOTHING);
    }

    private void again(
            ServerRequest request, ServerResponse response, OperatorSession session, Map<String, String> fields) {
        preflight.look(clock.instant());
        starts.look();
        Answers.seeOther(response, root(request) + "?done=checked");
    }

    private void back(ServerRequest request, ServerResponse response, OperatorSession session) {
        Answers.seeOther(response, root(request));
    }

    private void start(
            ServerRequest request, ServerResponse response, OperatorSession session, Map<String, String> fields) {
        Remarks words = words(request);
        String reason = fields.getOrDefault("reason", "").strip();
        Optional<UUID> edition = edition(fields.getOrDefault("edition", ""));
        if (reason.isEmpty() || reason.length() > LONGEST_REASON) {
            String error = words.get(reason.isEmpty() ? "reason.none" : "reason.long", LONGEST_REASON);
            send(request, response, session, 422, new Given(edition, reason, error));
            return;
        }
        boolean started = edition.map(id -> starts.overridden(id, reason, session.operator()))
                .orElse(false);
        Answers.seeOther(response, root(request) + "?done=" + (started ? "started" : "not-waiting"));
    }

    private static Optional<UUID> edition(String text) {
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private void send(
            ServerRequest request, ServerResponse response, OperatorSession session, int status, Given given) {
        Remarks words = words(request);
        Optional<Report> report = preflight.last();
        boolean failed = report.filter(known -> !known.passed()).isPresent();
        View view = new View(
                words.get(report.isEmpty() ? "verdict.none" : failed ? "verdict.failed" : "verdict.passed"),
                report.isEmpty() ? "information" : failed ? "danger" : "success",
                report.map(known -> words.get("checked", time(words, known.at())))
                        .orElse(""),
                notice(words),
                report.stream()
                        .flatMap(known -> known.findings().stream())
                        .map(finding -> checked(words, finding))
                        .toList(),
                starts.waiting().stream()
                        .map(edition -> waiting(words, edition, given))
                        .toList(),
                request.query()
                        .first("done")
                        .filter(List.of("checked", "started", "not-waiting")::contains)
                        .map(what -> words.get("done." + what))
                        .orElse(""));
        Place place = new Place(words.in().language(), Section.PREFLIGHT, "");
        Map<String, Object> parameters =
                Map.of("words", words.in(), "session", session, "root", place.here(), "view", view);
        frame.send(
                request,
                response,
                status,
                session,
                place,
                words.get("title"),
                output -> templates.render("preflight/preflight.jte", parameters, output));
    }

    /** Why editions do not wait for what is shown; empty if they do. */
    private String notice(Remarks words) {
        Optional<String> override = settings.override();
        if (settings.on()) {
            return override.map(reason -> words.get("notice.override", reason)).orElse("");
        }
        return override.map(reason -> words.get("notice.off", reason)).orElseGet(() -> words.get("notice.mailbox"));
    }

    private static Checked checked(Remarks words, Finding finding) {
        String state = state(finding.outcome());
        return new Checked(
                finding.check().word(),
                words.get("check." + finding.check().word()),
                state,
                words.get("state." + state),
                finding.remarks().stream().map(remark -> line(words, remark)).toList());
    }

    private static Line line(Remarks words, Remark remark) {
        return new Line(
                state(remark.outcome()),
                words.said(remark),
                words.toDo(remark),
                remark.publish().stream()
                        .map(record -> new Published(record.name(), record.type(), record.value()))
                        .toList());
    }

    private static String state(Outcome outcome) {
        return switch (outcome) {
            case OK -> "ok";
            case ADVICE -> "advice";
            case FAILED -> "failed";
        };
    }

    private WaitingEdition waiting(Remarks words, StartStore.Waiting edition, Given given) {
        boolean hers = given.edition().filter(edition.id()::equals).isPresent();
        Instant since = edition.since();
        return new WaitingEdition(
                edition.id().toString(),
                words.get("edition", words.get("cadence." + edition.cadence()), edition.period()),
                since == null ? "" : words.get("since", time(words, since)),
                hers ? given.error() : "",
                hers ? given.reason() : "");
    }

    private String time(Remarks words, Instant at) {
        return Dates.dayAndTime(at, words.in().language(), site.organisation().zone());
    }

    private Remarks words(ServerRequest request) {
        return new Remarks(texts.in(frame.language(request), site.organisation().fallback()));
    }

    private String root(ServerRequest request) {
        return new Place(frame.language(request), Section.PREFLIGHT, "").here();
    }
}
