package barid.newsletter.console;

import barid.kit.http.Answers;
import barid.kit.http.Endpoint;
import barid.kit.http.Problem;
import barid.kit.operators.OperatorSession;
import barid.newsletter.frame.ConsoleFrame;
import barid.newsletter.frame.ConsoleFrame.Place;
import barid.newsletter.frame.ConsoleFrame.Section;
import barid.newsletter.keys.Keys;
import barid.newsletter.subscriptions.Address;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** One reader: what is known of her, and what can be done for her. */
final class SubscriberPages {
    private static final String ROOT = ConsoleFrame.IN_LANGUAGE + Section.SUBSCRIBERS.path();
    private static final String ONE = ROOT + "/{id}";
    /** What a page says after an act; each has a text {@code done.*}. */
    private static final Set<String> DONE = Set.of("unsubscribed", "suppressed", "lifted", "not-lifted");

    private final PageWriter pages;
    private final SubscriberListPage list;
    private final SubscriberListStore store;
    private final SubscriberViews views;
    private final ReaderActs acts;
    private final Keys keys;
    private final InstantSource clock;

    SubscriberPages(
            PageWriter pages,
            SubscriberListPage list,
            SubscriberListStore store,
            SubscriberViews views,
            ReaderActs acts,
            Keys keys,
            InstantSource clock) {
        this.pages = pages;
        this.list = list;
        this.store = store;
        this.views = views;
        this.acts = acts;
        this.keys = keys;
        this.clock = clock;
    }

    void register(HttpRules rules) {
        ConsoleFrame frame = pages.frame();
        Endpoint.at(ROOT).get(frame.page(list::show)).register(rules);
        Endpoint.at(ROOT + "/find")
                .get(frame.page((request, response, session) -> Answers.seeOther(response, root(request))))
                .post(frame.form(this::find))
                .register(rules);
        Endpoint.at(ONE).get(frame.page(this::show)).register(rules);
        Endpoint.at(ONE + "/address")
                .get(frame.page((request, response, session) -> Answers.seeOther(response, here(request))))
                .post(frame.form(this::reveal))
                .register(rules);
        Endpoint.at(ONE + "/unsubscribe")
                .get(frame.page(this::askUnsubscribe))
                .post(frame.form(this::unsubscribe))
                .register(rules);
        Endpoint.at(ONE + "/suppress")
                .get(frame.page(this::askSuppress))
                .post(frame.form(this::suppress))
                .register(rules);
        Endpoint.at(ONE + "/lift")
                .get(frame.page(this::askLift))
                .post(frame.form(this::lift))
                .register(rules);
        Endpoint.at(ONE + "/export")
                .get(frame.page((request, response, session) -> Answers.seeOther(response, here(request))))
                .post(frame.form(this::export))
                .register(rules);
        Endpoint.at(ONE + "/erase")
                .get(frame.page(this::askErase))
                .post(frame.form(this::erase))
                .register(rules);
    }

    /** By the whole address, which stands in a form and never in an address of ours. */
    private void find(
            ServerRequest request, ServerResponse response, OperatorSession session, Map<String, String> fields) {
        String given = fields.getOrDefault("email", "");
        Optional<Address> address = Address.parse(given);
        Optional<UUID> found = address.flatMap(known -> store.withAddress(keys.addressKey(known.normalised())));
        if (found.isPresent()) {
            Answers.seeOther(response, root(request) + "/" + found.get());
        } else {
            list.notFound(request, response, session, given, address.isEmpty() ? "find.no-address" : "find.nobody");
        }
    }

    private void show(ServerRequest request, ServerResponse response, OperatorSession session) {
        String done = request.query().first("done").filter(DONE::contains).orElse("");
        show(request, response, session, Optional.empty(), done);
    }

    private void reveal(
            ServerRequest request, ServerResponse response, OperatorSession session, Map<String, String> fields) {
        String address = acts.reveal(session.operator(), id(request)).orElseThrow(Problem::notFound);
        show(request, response, session, Optional.of(address), "");
    }

    private void show(
            ServerRequest request,
            ServerResponse response,
            OperatorSession session,
            Optional<String> revealed,
            String done) {
        Words words = pages.words(request);
        SubscriberView view = views.view(words, reader(request), revealed);
        Map<String, Object> parameters =
                Map.of("reader", view, "done", done.isEmpty() ? "" : words.get("done." + done), "page", here(request));
        pages.send(
                request,
                response,
                200,
                session,
                place(request, ""),
                words.get("subscriber.title"),
                "subscriber",
                parameters);
    }

    private void askUnsubscribe(ServerRequest request, ServerResponse response, OperatorSession session) {
        ask(request, response, session, "unsubscribe", List.of());
    }

    private void unsubscribe(
            ServerRequest request, ServerResponse response, OperatorSession session, Map<String, String> fields) {
        acts.unsubscribe(session.operator(), reader(request).id());
        done(request, response, "unsubscribed");
    }

    private void askSuppress(ServerRequest request, ServerResponse response, OperatorSession session) {
        Words words = pages.words(request);
        List<Question.Option> options = List.of(Suppressing.values()).stream()
                .map(reason -> new Question.Option(
                        reason.word(), words.get("suppress." + reason.word()), reason == Suppressing.OPERATOR))
                .toList();
        ask(request, response, session, "suppress", options);
    }

    private void suppress(
            ServerRequest request, ServerResponse response, OperatorSession session, Map<String, String> fields) {
        Suppressing reason = Suppressing.of(fields.getOrDefault("choice", ""))
                .orElseThrow(() -> Problem.field("choice", "is no reason to suppress an address"));
        acts.suppress(session.operator(), reader(request).id(), reason);
        done(request, response, "suppressed");
    }

    private void askLift(ServerRequest request, ServerResponse response, OperatorSession session) {
        ask(request, response, session, "lift", List.of());
    }

    private void lift(
            ServerRequest request, ServerResponse response, OperatorSession session, Map<String, String> fields) {
        boolean lifted = acts.lift(session.operator(), reader(request).id());
        done(request, response, lifted ? "lifted" : "not-lifted");
    }

    private void export(
            ServerRequest request, ServerResponse response, OperatorSession session, Map<String, String> fields) {
        String data = acts.export(session.operator(), id(request)).orElseThrow(Problem::notFound);
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        response.header(HeaderValues.create("Content-Disposition", "attachment; filename=\"subscriber.json\""));
        Answers.send(request, response, "application/json", data.getBytes(StandardCharsets.UTF_8));
    }

    private void askErase(ServerRequest request, ServerResponse response, OperatorSession session) {
        ask(request, response, session, "erase", List.of());
    }

    private void erase(
            ServerRequest request, ServerResponse response, OperatorSession session, Map<String, String> fields) {
        if (!acts.erase(session.operator(), id(request))) {
            throw Problem.notFound();
        }
        Answers.seeOther(response, root(request) + "?done=erased");
    }

    /** Says what will happen, and asks once. */
    private void ask(
            ServerRequest request,
            ServerResponse response,
            OperatorSession session,
            String act,
            List<Question.Option> options) {
        Words words = pages.words(request);
        SubscriberListStore.Reader reader = reader(request);
        Question question = new Question(
                words.get(act + ".title"),
                words.get(act + ".text", Masked.of(reader.email())),
                words.get(act + ".do"),
                here(request) + "/" + act,
                here(request),
                options);
        pages.send(
                request,
                response,
                200,
                session,
                place(request, "/" + act),
                question.title(),
                "question",
                Map.of("question", question));
    }

    private void done(ServerRequest request, ServerResponse response, String what) {
        Answers.seeOther(response, here(request) + "?done=" + what);
    }

    private String root(ServerRequest request) {
        return new Place(pages.frame().language(request), Section.SUBSCRIBERS, "").here();
    }

    private String here(ServerRequest request) {
        return place(request, "").here();
    }

    private Place place(ServerRequest request, String act) {
        return new Place(pages.frame().language(request), Section.SUBSCRIBERS, "/" + id(request) + act);
    }

    private SubscriberListStore.Reader reader(ServerRequest request) {
        return store.reader(id(request), clock.instant()).orElseThrow(Problem::notFound);
    }

    private static UUID id(ServerRequest request) {
        return Ids.of(request, "id");
    }
}
