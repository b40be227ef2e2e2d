package barid.newsletter.console;

import barid.kit.http.Answers;
import barid.kit.http.Endpoint;
import barid.kit.http.Problem;
import barid.kit.operators.OperatorSession;
import barid.newsletter.deliveries.LedgerStore;
import barid.newsletter.frame.ConsoleFrame;
import barid.newsletter.frame.ConsoleFrame.Place;
import barid.newsletter.frame.ConsoleFrame.Section;
import barid.newsletter.journal.Found;
import barid.newsletter.journal.Restored;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import org.jspecify.annotations.Nullable;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/** All sending together: whether it is held, what is under way, the receivers' lanes. */
public final class SendingPages {
    private static final String ROOT = ConsoleFrame.IN_LANGUAGE + Section.SENDING.path();
    private static final String LANE = ROOT + "/lanes/{name}";
    private static final Duration RECENT = Duration.ofDays(2);
    private static final int EDITIONS = 100;
    /** What the page says after an act; each has a text {@code sending.done.*}. */
    private static final Set<String> DONE = Set.of(
            "held",
            "released",
            "lane-stopped",
            "lane-resumed",
            "restored-skip",
            "restored-again",
            "already",
            "impossible",
            "no-mail");

    private final PageWriter pages;
    private final LedgerStore ledger;
    private final SendingFiguresStore figures;
    private final SendingViews views;
    private final SendingActs acts;
    private final Decisions decisions;
    private final LiveScript script;
    private final Optional<Restored> restored;
    private final InstantSource clock;

    SendingPages(
            PageWriter pages,
            LedgerStore ledger,
            SendingFiguresStore figures,
            SendingViews views,
            SendingActs acts,
            Decisions decisions,
            LiveScript script,
            Optional<Restored> restored,
            InstantSource clock) {
        this.pages = pages;
        this.ledger = ledger;
        this.figures = figures;
        this.views = views;
        this.acts = acts;
        this.decisions = decisions;
        this.script = script;
        this.restored = restored;
        this.clock = clock;
    }

    void register(HttpRules rules) {
        script.register(rules);
        ConsoleFrame frame = pages.frame();
        Endpoint.at(ROOT).get(frame.page(this::show)).register(rules);
        Endpoint.at(ROOT + "/live").get(frame.page(this::live)).register(rules);
        asking(rules, ROOT + "/hold", "hold", true, (request, answer) -> acts.hold(answer.operator(), answer.reason()));
        asking(
                rules,
                ROOT + "/release",
                "release",
                false,
                (request, answer) -> acts.release(answer.operator(), answer.reason()));
        for (Restored.Answer answer : Restored.Answer.values()) {
            answering(rules, answer);
        }
        asking(
                rules,
                LANE + "/stop",
                "lane.stop",
                true,
                (request, answer) -> acts.stopLane(answer.operator(), lane(request), answer.reason()));
        asking(
                rules,
                LANE + "/resume",
                "lane.resume",
                false,
                (request, answer) -> acts.resumeLane(answer.operator(), lane(request), answer.reason()));
    }

    /**
     * What the page shows.
     *
     * @param hold what can be done to all sending
     * @param unprotected whether there is no journal
     * @param restored what a restored database asks; null if nothing is asked
     */
    public record View(
            List<String> holds,
            SendingView.Act hold,
            boolean unprotected,
            @Nullable RestoredView restored,
            List<EditionLine> editions,
            List<SendingView.Lane> lanes,
            SendingChart chart,
            boolean moving) {}

    private record Answer(String operator, String reason) {}

    /** A page that asks at GET and acts at POST; its words are {@code <word>.title}, {@code .text} and {@code .do}. */
    private void asking(
            HttpRules rules,
            String pattern,
            String word,
            boolean reasonNeeded,
            BiFunction<ServerRequest, Answer, Acted> act) {
        ConsoleFrame frame = pages.frame();
        Endpoint.at(pattern)
                .get(frame.page((request, response, session) -> decisions.ask(
                        request, response, session, place(request, word), decision(request, word, reasonNeeded))))
                .post(frame.form((request, response, session, fields) -> {
                    Optional<String> reason = decisions.answered(
                            request,
                            response,
                            session,
                            place(request, word),
                            decision(request, word, reasonNeeded),
                            fields);
                    if (reason.isPresent()) {
                        Acted acted = act.apply(request, new Answer(session.operator(), reason.get()));
                        if (acted.outcome() == Acted.Outcome.UNKNOWN) {
                            throw Problem.notFound();
                        }
                        Answers.seeOther(response, root(request).here() + "?done=" + Decisions.done(acted, done(word)));
                    }
                }))
                .register(rules);
    }

    /** An answer to the question of a restored database: its page says what it does, with numbers. */
    private void answering(HttpRules rules, Restored.Answer answer) {
        ConsoleFrame frame = pages.frame();
        String path = "/restored/" + answer.word();
        Endpoint.at(ROOT + path)
                .get(frame.page((request, response, session) -> {
                    Optional<Found> found = restored.flatMap(Restored::found);
                    if (found.isEmpty()) {
                        Answers.seeOther(response, root(request).here() + "?done=already");
                        return;
                    }
                    decisions.ask(
                            request, response, session, at(request, path), decision(request, answer, found.get()));
                }))
                .post(frame.form((request, response, session, fields) -> {
                    Optional<Found> found = restored.flatMap(Restored::found);
                    Optional<String> reason = found.isEmpty()
                            ? Optional.of("")
                            : decisions.answered(
                                    request,
                                    response,
                                    session,
                                    at(request, path),
                                    decision(request, answer, found.get()),
                                    fields);
                    if (reason.isPresent()) {
                        Acted acted = acts.answer(answer, session.operator(), reason.get());
                        Answers.seeOther(
                                response,
                                root(request).here() + "?done=" + Decisions.done(acted, "restored-" + answer.word()));
                    }
                }))
                .register(rules);
    }

    private Decision decision(ServerRequest request, Restored.Answer answer, Found found) {
        Words words = pages.words(request);
        String word = "restored." + answer.word();
        long mails = answer == Restored.Answer.AGAIN
                ? found.twice()
                : found.editions().stream().mapToLong(Found.Edition::claimed).sum();
        return Decision.of(
                words.get(word + ".title"),
                List.of(words.get(word + ".count", mails), words.get(word + ".text")),
                words.get(word + ".do"),
                at(request, "/restored/" + answer.word()).here(),
                root(request).here(),
                false,
                answer == Restored.Answer.AGAIN ? words.get(word + ".confirm", mails) : "");
    }

    private static String done(String word) {
        return switch (word) {
            case "hold" -> "held";
            case "release" -> "released";
            case "lane.stop" -> "lane-stopped";
            default -> "lane-resumed";
        };
    }

    private Decision decision(ServerRequest request, String word, boolean reasonNeeded) {
        Words words = pages.words(request);
        String root = root(request).here();
        String lane = word.startsWith("lane") ? name(words, lane(request)) : "";
        return Decision.of(
                words.get(word + ".title", lane),
                List.of(words.get(word + ".text", lane)),
                words.get(word + ".do"),
                place(request, word).here(),
                root,
                reasonNeeded,
                "");
    }

    private static String name(Words words, String lane) {
        return lane.equals("others") ? words.get("lane.others") : lane;
    }

    private void show(ServerRequest request, ServerResponse response, OperatorSession session) {
        Words words = pages.words(request);
        String done = request.query().first("done").filter(DONE::contains).orElse("");
        pages.sendLive(
                request,
                response,
                session,
                root(request),
                words.get("sending.title"),
                "sending",
                Map.of(
                        "view", view(words),
                        "here", root(request).here(),
                        "script", script.path(),
                        "still", request.query().contains("still"),
                        "done", done.isEmpty() ? "" : words.get("sending.done." + done),
                        "heading", Decisions.heading(words, done)));
    }

    private void live(ServerRequest request, ServerResponse response, OperatorSession session) {
        pages.sendPart(request, response, session, "sendingLive", Map.of("view", view(pages.words(request))));
    }

    private View view(Words words) {
        Instant now = clock.instant();
        List<LedgerStore.Books> running = ledger.books(now.minus(RECENT), EDITIONS).stream()
                .filter(EditionLines::running)
                .toList();
        List<String> holds = views.holds(words);
        boolean byOperator = views.heldByOperator();
        String root = new Place(words.language(), Section.SENDING, "").here();
        return new View(
                holds,
                byOperator
                        ? new SendingView.Act("release", words.get("release.do"), root + "/release", true)
                        : new SendingView.Act("hold", words.get("hold.do"), root + "/hold", true),
                restored.isEmpty(),
                restored.flatMap(Restored::found)
                        .map(found -> RestoredView.of(words, found, root))
                        .orElse(null),
                running.stream().map(books -> EditionLines.of(words, books)).toList(),
                figures.lanes(null, now).stream()
                        .map(lane -> views.lane(words, lane, now))
                        .toList(),
                SendingChart.of(words, figures.minutes(now.minus(SendingChart.SPAN), List.of()), now),
                running.stream().anyMatch(SendingViews::moves));
    }

    private static String lane(ServerRequest request) {
        return request.path().pathParameters().get("name");
    }

    private Place root(ServerRequest request) {
        return new Place(pages.frame().language(request), Section.SENDING, "");
    }

    private Place at(ServerRequest request, String path) {
        return new Place(pages.frame().language(request), Section.SENDING, path);
    }

    private Place place(ServerRequest request, String word) {
        String path = switch (word) {
            case "lane.stop" -> lanePath(request) + "/stop";
            case "lane.resume" -> lanePath(request) + "/resume";
            default -> "/" + word;
        };
        return new Place(pages.frame().language(request), Section.SENDING, path);
    }

    private static String lanePath(ServerRequest request) {
        return "/lanes/" + URLEncoder.encode(lane(request), StandardCharsets.UTF_8);
    }
}
