package barid.newsletter.console;

import barid.kit.db.Database;
import barid.kit.http.Answers;
import barid.kit.http.Endpoint;
import barid.kit.http.Problem;
import barid.kit.operators.OperatorSession;
import barid.newsletter.deliveries.DeliveryState;
import barid.newsletter.deliveries.LedgerStore;
import barid.newsletter.frame.ConsoleFrame;
import barid.newsletter.frame.ConsoleFrame.Place;
import barid.newsletter.frame.ConsoleFrame.Section;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Deliveries that may have arrived or not, for a person to decide. */
public final class UncertainPages {
    private static final String LIST = ConsoleFrame.IN_LANGUAGE + Section.EDITIONS.path() + "/{id}/uncertain";
    private static final int PAGE = 50;
    private static final UUID FIRST = new UUID(0, 0);

    private final PageWriter pages;
    private final Database database;
    private final LedgerStore ledger;
    private final UncertainStore store;
    private final SendingActs acts;

    UncertainPages(PageWriter pages, Database database, LedgerStore ledger, UncertainStore store, SendingActs acts) {
        this.pages = pages;
        this.database = database;
        this.ledger = ledger;
        this.store = store;
        this.acts = acts;
    }

    void register(HttpRules rules) {
        Endpoint.at(LIST)
                .get(pages.frame().page((request, response, session) -> show(request, response, session, 200, "")))
                .post(pages.frame().form(this::decide))
                .register(rules);
    }

    /** One of them. */
    public record Row(String id, String address, String readerUrl, String mailUrl, String since, String why) {}

    /**
     * What the page shows.
     *
     * @param error why nothing was decided, or empty
     */
    public record View(
            String count, List<Row> rows, String next, String first, String done, String error, boolean empty) {}

    private void decide(
            ServerRequest request, ServerResponse response, OperatorSession session, Map<String, String> fields) {
        SendingActs.Verdict verdict = switch (fields.getOrDefault("verdict", "")) {
            case "send-again" -> SendingActs.Verdict.SEND_AGAIN;
            case "count-as-sent" -> SendingActs.Verdict.COUNT_AS_SENT;
            default -> throw Problem.malformed("What to do is not named.");
        };
        UUID subscriber = subscriber(fields.getOrDefault("subscriber", ""));
        if (subscriber == null && !fields.containsKey("confirm")) {
            show(request, response, session, 422, "decision.confirm.none");
            return;
        }
        SendingActs.Decided decided = acts.decide(verdict, session.operator(), Ids.of(request, "id"), subscriber);
        if (decided.possible()) {
            Answers.seeOther(response, place(request).here() + "?done=" + decided.changed());
        } else {
            show(request, response, session, 409, "uncertain.over");
        }
    }

    /** Null: all of them. */
    private static @Nullable UUID subscriber(String text) {
        try {
            return text.isEmpty() ? null : UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw Problem.notFound();
        }
    }

    private void show(
            ServerRequest request, ServerResponse response, OperatorSession session, int status, String error) {
        Words words = pages.words(request);
        LedgerStore.Books books = ledger.of(Ids.of(request, "id")).orElseThrow(Problem::notFound);
        String after = request.query().first("after").orElse("");
        UUID from = after.isEmpty() ? FIRST : subscriber(after);
        List<UncertainStore.Line> lines =
                store.list(database.client().execute(), books.edition(), from == null ? FIRST : from, PAGE + 1);
        String here = place(request).here();
        String name = EditionLines.name(words, books.cadence(), books.period());
        View view = new View(
                words.get("uncertain.count", books.in(DeliveryState.UNCERTAIN)),
                lines.stream().limit(PAGE).map(line -> row(words, books, line)).toList(),
                lines.size() > PAGE ? here + "?after=" + lines.get(PAGE - 1).subscriber() : "",
                after.isEmpty() ? "" : here,
                request.query()
                        .first("done")
                        .filter(count -> count.matches("\\d{1,9}"))
                        .map(count -> words.get("uncertain.done", Long.parseLong(count)))
                        .orElse(""),
                error.isEmpty() ? "" : words.get(error),
                lines.isEmpty());
        pages.send(
                request,
                response,
                status,
                session,
                place(request),
                words.get("uncertain.title", name),
                "uncertain",
                Map.of(
                        "view", view,
                        "title", words.get("uncertain.title", name),
                        "edition", new Place(words.language(), Section.EDITIONS, "/" + books.edition()).here(),
                        "name", name,
                        "here", here));
    }

    private static Row row(Words words, LedgerStore.Books books, UncertainStore.Line line) {
        String email = line.email();
        String reason = line.reason();
        return new Row(
                line.subscriber().toString(),
                email == null ? words.get("state.erased") : Masked.of(email),
                new Place(words.language(), Section.SUBSCRIBERS, "/" + line.subscriber()).here(),
                MailPages.mail(words.language(), books.edition(), line.subscriber())
                        .here(),
                words.time(line.changedAt()),
                reason == null ? "" : reason);
    }

    private Place place(ServerRequest request) {
        return new Place(pages.frame().language(request), Section.EDITIONS, "/" + Ids.of(request, "id") + "/uncertain");
    }
}
