package barid.newsletter.console;

import barid.kit.http.Endpoint;
import barid.kit.http.Problem;
import barid.kit.operators.OperatorSession;
import barid.newsletter.deliveries.LedgerStore;
import barid.newsletter.editions.EditionNotes;
import barid.newsletter.frame.ConsoleFrame;
import barid.newsletter.frame.ConsoleFrame.Place;
import barid.newsletter.frame.ConsoleFrame.Section;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/** Editions to come and past ones. */
public final class EditionPages {
    private static final String ROOT = ConsoleFrame.IN_LANGUAGE + Section.EDITIONS.path();
    private static final int PAGE = 20;
    private static final List<String> CADENCES = List.of("immediate", "daily", "weekly", "monthly");

    private final PageWriter pages;
    private final LedgerStore ledger;
    private final EditionNotes notes;
    private final NotePages notePages;
    private final EditionPage editionPage;
    private final InstantSource clock;

    EditionPages(
            PageWriter pages,
            LedgerStore ledger,
            EditionNotes notes,
            NotePages notePages,
            EditionPage editionPage,
            InstantSource clock) {
        this.pages = pages;
        this.ledger = ledger;
        this.notes = notes;
        this.notePages = notePages;
        this.editionPage = editionPage;
        this.clock = clock;
    }

    void register(HttpRules rules) {
        ConsoleFrame frame = pages.frame();
        Endpoint.at(ROOT).get(frame.page(this::list)).register(rules);
        notePages.register(rules);
        editionPage.register(rules);
    }

    /** An edition to come. */
    public record Coming(String name, String cadence, String url, String notes, boolean pinned, boolean open) {}

    /** What the list shows; {@code next} leads to older editions, or is empty. */
    public record View(
            List<Coming> coming,
            List<Question.Option> cadences,
            boolean filtered,
            List<EditionLine> past,
            String next,
            String first) {}

    private void list(ServerRequest request, ServerResponse response, OperatorSession session) {
        Words words = pages.words(request);
        String root = new Place(words.language(), Section.EDITIONS, "").here();
        String cadence =
                request.query().first("cadence").filter(CADENCES::contains).orElse("");
        String before = request.query().first("before").orElse("");
        List<LedgerStore.Books> books = ledger.before(before.isEmpty() ? null : id(before), cadence, PAGE + 1);
        String filter = cadence.isEmpty() ? "" : "cadence=" + cadence + "&";
        View view = new View(
                notes.upcoming(clock.instant()).stream()
                        .map(upcoming -> coming(words, root, upcoming))
                        .toList(),
                CADENCES.stream()
                        .map(word -> new Question.Option(word, words.get("cadence." + word), word.equals(cadence)))
                        .toList(),
                !cadence.isEmpty(),
                books.stream()
                        .limit(PAGE)
                        .map(one -> EditionLines.of(words, one))
                        .toList(),
                books.size() > PAGE
                        ? root + "?" + filter + "before=" + books.get(PAGE - 1).edition()
                        : "",
                before.isEmpty() ? "" : root + (cadence.isEmpty() ? "" : "?cadence=" + cadence));
        String query = Stream.of(
                        cadence.isEmpty() ? "" : "cadence=" + cadence, before.isEmpty() ? "" : "before=" + before)
                .filter(part -> !part.isEmpty())
                .reduce("", (one, other) -> one + (one.isEmpty() ? "?" : "&") + other);
        pages.send(
                request,
                response,
                200,
                session,
                new Place(words.language(), Section.EDITIONS, query),
                words.get("editions.title"),
                "editions",
                Map.of("view", view, "root", root));
    }

    private static Coming coming(Words words, String root, EditionNotes.Upcoming upcoming) {
        String cadence = upcoming.cadence().word();
        return new Coming(
                EditionLines.name(words, cadence, upcoming.period()),
                words.get("cadence." + cadence),
                root + "/upcoming/" + cadence + "/" + upcoming.period(),
                upcoming.notes().isEmpty()
                        ? ""
                        : words.list(upcoming.notes().keySet().stream()
                                .sorted()
                                .map(words::name)
                                .toList()),
                upcoming.pinned() != null,
                upcoming.open());
    }

    private static UUID id(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw Problem.malformed("The page of the list is not known.");
        }
    }
}
