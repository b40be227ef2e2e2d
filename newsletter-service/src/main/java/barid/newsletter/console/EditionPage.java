package barid.newsletter.console;

import barid.kit.http.Answers;
import barid.kit.http.Endpoint;
import barid.kit.http.Problem;
import barid.kit.operators.OperatorSession;
import barid.kit.site.Languages;
import barid.newsletter.console.SendingActs.EditionAct;
import barid.newsletter.deliveries.DeliveryState;
import barid.newsletter.deliveries.LedgerStore;
import barid.newsletter.frame.ConsoleFrame;
import barid.newsletter.frame.ConsoleFrame.Place;
import barid.newsletter.frame.ConsoleFrame.Section;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** One edition: how far it is sent, by which lanes, what it held, and what an operator can do to it. */
public final class EditionPage {
    private static final String ONE = ConsoleFrame.IN_LANGUAGE + Section.EDITIONS.path() + "/{id}";
    private static final int VARIANTS = 50;
    /** What the page says after an act; each has a text {@code sending.done.*}. */
    private static final Set<String> DONE =
            Set.of("paused", "resumed", "cancelled", "already", "impossible", "no-mail");

    private final PageWriter pages;
    private final LedgerStore ledger;
    private final EditionContentStore contents;
    private final SendingViews views;
    private final SendingActs acts;
    private final Decisions decisions;
    private final LiveScript script;

    EditionPage(
            PageWriter pages,
            LedgerStore ledger,
            EditionContentStore contents,
            SendingViews views,
            SendingActs acts,
            Decisions decisions,
            LiveScript script) {
        this.pages = pages;
        this.ledger = ledger;
        this.contents = contents;
        this.views = views;
        this.acts = acts;
        this.decisions = decisions;
        this.script = script;
    }

    void register(HttpRules rules) {
        ConsoleFrame frame = pages.frame();
        Endpoint.at(ONE).get(frame.page(this::show)).register(rules);
        Endpoint.at(ONE + "/live").get(frame.page(this::live)).register(rules);
        Endpoint.at(ONE + "/pause")
                .get(frame.page((request, response, session) ->
                        Answers.seeOther(response, place(request, "").here())))
                .post(frame.form(this::pause))
                .register(rules);
        Endpoint.at(ONE + "/resume")
                .get(frame.page((request, response, session) -> ask(request, response, session, EditionAct.RESUME)))
                .post(frame.form((request, response, session, fields) ->
                        decide(request, response, session, EditionAct.RESUME, fields)))
                .register(rules);
        Endpoint.at(ONE + "/cancel")
                .get(frame.page((request, response, session) -> ask(request, response, session, EditionAct.CANCEL)))
                .post(frame.form((request, response, session, fields) ->
                        decide(request, response, session, EditionAct.CANCEL, fields)))
                .register(rules);
    }

    /** A variant of an edition. */
    public record Held(
            String url, String title, String titleLanguage, String language, String items, String deliveries) {}

    /** Counts of an edition's deliveries by the language of the mail. */
    public record LanguageCount(String language, String count) {}

    /** What the edition held, and whether that is all of it. */
    public record Contents(String variants, List<LanguageCount> languages, List<Held> most, boolean all) {}

    private void show(ServerRequest request, ServerResponse response, OperatorSession session) {
        Words words = pages.words(request);
        LedgerStore.Books books = books(request);
        boolean still = request.query().contains("still");
        String name = EditionLines.name(words, books.cadence(), books.period());
        String done = request.query().first("done").filter(DONE::contains).orElse("");
        pages.sendLive(
                request,
                response,
                session,
                place(request, ""),
                words.get("edition.title", name),
                "edition",
                Map.of(
                        "name", name,
                        "cadence", words.get("cadence." + books.cadence()),
                        "view", views.edition(words, books),
                        "contents", contents(words, books.edition()),
                        "here", place(request, "").here(),
                        "script", script.path(),
                        "still", still,
                        "done", done.isEmpty() ? "" : words.get("sending.done." + done),
                        "heading", Decisions.heading(words, done)));
    }

    private void live(ServerRequest request, ServerResponse response, OperatorSession session) {
        Words words = pages.words(request);
        pages.sendPart(request, response, session, "editionLive", Map.of("view", views.edition(words, books(request))));
    }

    private void pause(
            ServerRequest request, ServerResponse response, OperatorSession session, Map<String, String> fields) {
        act(request, response, session, EditionAct.PAUSE, "");
    }

    private void ask(ServerRequest request, ServerResponse response, OperatorSession session, EditionAct act) {
        decisions.ask(request, response, session, asking(request, act), decision(request, act));
    }

    private void decide(
            ServerRequest request,
            ServerResponse response,
            OperatorSession session,
            EditionAct act,
            Map<String, String> fields) {
        Optional<String> reason =
                decisions.answered(request, response, session, asking(request, act), decision(request, act), fields);
        reason.ifPresent(why -> act(request, response, session, act, why));
    }

    private void act(
            ServerRequest request, ServerResponse response, OperatorSession session, EditionAct act, String reason) {
        Acted acted = acts.act(act, session.operator(), Ids.of(request, "id"), reason);
        if (acted.outcome() == Acted.Outcome.UNKNOWN) {
            throw Problem.notFound();
        }
        Answers.seeOther(response, place(request, "").here() + "?done=" + Decisions.done(acted, act.word()));
    }

    private Decision decision(ServerRequest request, EditionAct act) {
        Words words = pages.words(request);
        LedgerStore.Books books = books(request);
        String name = EditionLines.name(words, books.cadence(), books.period());
        String here = place(request, "").here();
        if (act == EditionAct.CANCEL) {
            return Decision.of(
                    words.get("cancel.title", name),
                    List.of(
                            words.get("cancel.sent", books.in(DeliveryState.SENT)),
                            words.get("cancel.open", open(books)),
                            words.get("cancel.text")),
                    words.get("cancel.do"),
                    here + "/cancel",
                    here,
                    false,
                    words.get("cancel.confirm"));
        }
        String says = views.says(words, books);
        String standing = books.control().equals("held") ? "resume.held" : "resume.paused";
        return Decision.of(
                words.get("resume.title", name),
                List.of(says, words.get(standing), words.get("resume.open", open(books))),
                words.get("resume.do"),
                here + "/resume",
                here,
                books.control().equals("held"),
                "");
    }

    /** Deliveries that may still be sent; what is being attempted is on the wire. */
    private static long open(LedgerStore.Books books) {
        return books.in(DeliveryState.PENDING) + books.in(DeliveryState.DEFERRED) + books.in(DeliveryState.HELD);
    }

    private Contents contents(Words words, UUID edition) {
        EditionContentStore.Contents held = contents.contents(edition, VARIANTS);
        return new Contents(
                words.get("edition.variants", held.variants()),
                held.languages().entrySet().stream()
                        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                        .map(entry -> new LanguageCount(words.name(entry.getKey()), words.number(entry.getValue())))
                        .toList(),
                held.most().stream().map(variant -> held(words, variant)).toList(),
                held.variants() <= VARIANTS);
    }

    private static Held held(Words words, EditionContentStore.Held variant) {
        String title = variant.title();
        String language = variant.titleLanguage();
        return new Held(
                "/newsletter/editions/" + variant.viewId(),
                title == null ? words.get("edition.corrections") : title,
                language == null ? words.language() : language,
                words.name(variant.language()),
                words.get("edition.items", variant.items()),
                words.number(variant.deliveries()));
    }

    /** The direction of a title in its language. */
    public static String direction(String language) {
        return Languages.direction(language);
    }

    private LedgerStore.Books books(ServerRequest request) {
        return ledger.of(Ids.of(request, "id")).orElseThrow(Problem::notFound);
    }

    private Place asking(ServerRequest request, EditionAct act) {
        return place(request, act == EditionAct.CANCEL ? "/cancel" : "/resume");
    }

    private Place place(ServerRequest request, String rest) {
        return new Place(pages.frame().language(request), Section.EDITIONS, "/" + Ids.of(request, "id") + rest);
    }
}
