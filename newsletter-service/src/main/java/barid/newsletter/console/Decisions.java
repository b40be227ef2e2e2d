package barid.newsletter.console;

import barid.kit.operators.OperatorSession;
import barid.newsletter.frame.ConsoleFrame.Place;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import java.util.Map;
import java.util.Optional;

/** Asks an operator, and reads her answer. */
final class Decisions {
    private final PageWriter pages;

    Decisions(PageWriter pages) {
        this.pages = pages;
    }

    void ask(ServerRequest request, ServerResponse response, OperatorSession session, Place place, Decision decision) {
        pages.send(
                request,
                response,
                decision.refused() ? 422 : 200,
                session,
                place,
                decision.title(),
                "decision",
                Map.of("decision", decision));
    }

    /** The reason given, perhaps empty; or nothing, and the page was sent once more with what was wrong. */
    Optional<String> answered(
            ServerRequest request,
            ServerResponse response,
            OperatorSession session,
            Place place,
            Decision decision,
            Map<String, String> fields) {
        Words words = pages.words(request);
        String given = fields.getOrDefault("reason", "").strip();
        String reasonError = "";
        if (given.isEmpty() && decision.reasonNeeded()) {
            reasonError = words.get("decision.reason.none");
        } else if (Reasons.tooLong(given)) {
            reasonError = words.get("decision.reason.long", Reasons.MOST);
        }
        boolean unticked = !decision.confirm().isEmpty() && !fields.containsKey("confirm");
        Decision again = decision.with(given, reasonError, unticked ? words.get("decision.confirm.none") : "");
        if (again.refused()) {
            ask(request, response, session, place, again);
            return Optional.empty();
        }
        return Optional.of(given.replaceAll("\\p{Cntrl}+", " "));
    }

    /** The word for what came of an act, as the next page's address carries it. */
    static String done(Acted acted, String act) {
        return switch (acted.outcome()) {
            case DONE -> act;
            case ALREADY -> "already";
            case IMPOSSIBLE, UNKNOWN -> "impossible";
        };
    }

    /** What stands above the sentence for such a word. */
    static String heading(Words words, String done) {
        return words.get(
                switch (done) {
                    case "already", "impossible" -> "note.refused";
                    case "no-mail" -> "mail.find";
                    default -> "done";
                });
    }
}
