package barid.newsletter.console;

import barid.kit.http.Endpoint;
import barid.kit.http.Problem;
import barid.kit.operators.OperatorSession;
import barid.kit.site.Languages;
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

/** Editions to come and past ones, and what one of these held. */
public final class EditionPages {
    private static final String ROOT = ConsoleFrame.IN_LANGUAGE + Section.EDITIONS.path();
    private static final int PAGE = 20;
    private static final int VARIANTS = 50;
    private static final List<String> CADENCES = List.of("immediate", "daily", "weekly", "monthly");

    private final PageWriter pages;
    private final LedgerStore ledger;
    private final EditionContentStore contents;
    private final EditionNotes notes;
    private final NotePages notePages;
    private final InstantSource clock;

    EditionPages(
            PageWriter pages,
            LedgerStore ledger,
            EditionContentStore contents,
            EditionNotes notes,
            NotePages notePages,
            InstantSource clock) {
        this.pages = pages;
        this.ledger = ledger;
        this.contents = contents;
        this.notes = notes;
        this.notePages = notePages;
        this.clock = clock;
    }

    void register(HttpRules rules) {
        ConsoleFrame frame = pages.frame();
        Endpoint.at(ROOT).get(frame.page(this::list)).register(rules);
        notePages.register(rules);
        Endpoint.at(ROOT + "/{id}").get(frame.page(this::show)).register(rules);
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

    /** A variant of an edition. */
    public record Held(
            String url, String title, String titleLanguage, String language, String items, String deliveries) {}

    /** Counts of an edition's deliveries by the language of the mail. */
    public record LanguageCount(String language, String count) {}

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

    private void show(ServerRequest request, ServerResponse response, OperatorSession session) {
        Words words = pages.words(request);
        UUID id = Ids.of(request, "id");
        EditionLine line =
                ledger.of(id).map(books -> EditionLines.of(words, books)).orElseThrow(Problem::notFound);
        EditionContentStore.Contents held = contents.contents(id, VARIANTS);
        Map<String, Object> parameters = Map.of(
                "line",
                line,
                "variants",
                words.get("edition.variants", held.variants()),
                "languages",
                held.languages().entrySet().stream()
                        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                        .map(entry -> new LanguageCount(words.name(entry.getKey()), words.number(entry.getValue())))
                        .toList(),
                "most",
                held.most().stream().map(variant -> held(words, variant)).toList(),
                "all",
                held.variants() <= VARIANTS);
        pages.send(
                request,
                response,
                200,
                session,
                new Place(words.language(), Section.EDITIONS, "/" + id),
                words.get("edition.title", line.name()),
                "edition",
                parameters);
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

    private static UUID id(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw Problem.malformed("The page of the list is not known.");
        }
    }
}
