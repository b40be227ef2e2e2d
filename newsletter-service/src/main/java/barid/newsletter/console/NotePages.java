package barid.newsletter.console;

import barid.kit.http.Answers;
import barid.kit.http.Endpoint;
import barid.kit.http.Problem;
import barid.kit.operators.OperatorSession;
import barid.kit.site.Languages;
import barid.kit.site.Texts;
import barid.newsletter.editions.Cadence;
import barid.newsletter.editions.EditionNotes;
import barid.newsletter.editions.EditionNotes.Outcome;
import barid.newsletter.frame.ConsoleFrame;
import barid.newsletter.frame.ConsoleFrame.Place;
import barid.newsletter.frame.ConsoleFrame.Section;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import org.jspecify.annotations.Nullable;

import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** What an editor adds to an edition to come: a note in each language of the mails, and the article that comes first. */
public final class NotePages {
    private static final String ONE =
            ConsoleFrame.IN_LANGUAGE + Section.EDITIONS.path() + "/upcoming/{cadence}/{period}";
    private static final String NOTE = "note-";
    private static final int RECENT = 200;

    private final PageWriter pages;
    private final EditionNotes notes;
    private final EditionContentStore contents;
    private final List<String> languages;
    private final InstantSource clock;

    /** {@code languages} are the installation's; a note is written in those that a mail can speak. */
    NotePages(
            PageWriter pages,
            EditionNotes notes,
            EditionContentStore contents,
            List<String> languages,
            InstantSource clock) {
        this.pages = pages;
        this.notes = notes;
        this.contents = contents;
        this.languages = languages.stream().filter(Texts.LANGUAGES::contains).toList();
        this.clock = clock;
    }

    void register(HttpRules rules) {
        Endpoint.at(ONE)
                .get(pages.frame().page(this::edit))
                .post(pages.frame().form(this::save))
                .register(rules);
    }

    /** The field of a note. */
    public record NoteField(String field, String language, String direction, String label, String text, String error) {}

    /** What the form shows. */
    public record Form(
            String title,
            String action,
            String back,
            boolean open,
            String refused,
            boolean saved,
            List<NoteField> notes,
            List<Question.Option> articles,
            String articleError,
            String previewUrl) {}

    private void edit(ServerRequest request, ServerResponse response, OperatorSession session) {
        EditionNotes.Upcoming upcoming = upcoming(request);
        boolean saved = request.query().contains("saved");
        UUID pinned = upcoming.pinned();
        Function<String, String> text = language -> upcoming.notes().getOrDefault(language, "");
        send(request, response, session, 200, upcoming, text, pinned == null ? "" : pinned.toString(), Map.of(), saved);
    }

    private void save(
            ServerRequest request, ServerResponse response, OperatorSession session, Map<String, String> fields) {
        EditionNotes.Upcoming upcoming = upcoming(request);
        Words words = pages.words(request);
        Map<String, String> errors = new HashMap<>();
        for (String language : languages) {
            String text = text(fields, language);
            if (text.length() > EditionNotes.LONGEST) {
                errors.put(NOTE + language, words.get("note.too-long", text.length(), EditionNotes.LONGEST));
            }
        }
        String chosen = fields.getOrDefault("article", "");
        Optional<UUID> article = id(chosen);
        if (!chosen.isEmpty() && article.isEmpty()) {
            errors.put("article", words.get("note.unknown-article"));
        }
        Outcome outcome = errors.isEmpty() ? store(upcoming, fields, article.orElse(null)) : Outcome.DONE;
        switch (outcome) {
            case DONE -> {}
            case ALREADY_SENDING -> errors.put("", words.get("note.sending"));
            case UNKNOWN_ARTICLE -> errors.put("article", words.get("note.unknown-article"));
            case UNKNOWN_PERIOD -> throw Problem.notFound();
        }
        if (errors.isEmpty()) {
            Answers.seeOther(response, place(request, upcoming).here() + "?saved=true");
        } else {
            int status = outcome == Outcome.ALREADY_SENDING ? 409 : 422;
            send(request, response, session, status, upcoming, tag -> text(fields, tag), chosen, errors, false);
        }
    }

    private Outcome store(EditionNotes.Upcoming upcoming, Map<String, String> fields, @Nullable UUID article) {
        Outcome outcome = notes.pin(upcoming.cadence(), upcoming.period(), article, clock.instant());
        for (String language : languages) {
            if (outcome == Outcome.DONE) {
                outcome = notes.setNote(
                        upcoming.cadence(), upcoming.period(), language, text(fields, language), clock.instant());
            }
        }
        return outcome;
    }

    /** As the form's field had it; browsers send line ends as CR LF, which count once. */
    private static String text(Map<String, String> fields, String language) {
        return fields.getOrDefault(NOTE + language, "").replace("\r\n", "\n").strip();
    }

    private void send(
            ServerRequest request,
            ServerResponse response,
            OperatorSession session,
            int status,
            EditionNotes.Upcoming upcoming,
            Function<String, String> text,
            String pinned,
            Map<String, String> errors,
            boolean saved) {
        Words words = pages.words(request);
        Place place = place(request, upcoming);
        String cadence = upcoming.cadence().word();
        String title = words.get("note.title", EditionLines.name(words, cadence, upcoming.period()));
        Form form = new Form(
                title,
                place.here(),
                new Place(words.language(), Section.EDITIONS, "").here(),
                upcoming.open(),
                errors.getOrDefault("", ""),
                saved,
                languages.stream()
                        .map(tag -> new NoteField(
                                NOTE + tag,
                                tag,
                                Languages.direction(tag),
                                words.get("note.in", words.name(tag)),
                                text.apply(tag),
                                errors.getOrDefault(NOTE + tag, "")))
                        .toList(),
                articles(words, pinned),
                errors.getOrDefault("article", ""),
                new Place(words.language(), Section.PREVIEW, "?cadence=" + cadence).here());
        pages.send(request, response, status, session, place, title, "note", Map.of("form", form));
    }

    private List<Question.Option> articles(Words words, String pinned) {
        return contents.recent(RECENT, id(pinned).orElse(null)).stream()
                .map(recent -> new Question.Option(
                        recent.article().toString(),
                        words.get("note.article", words.day(recent.published()), title(words, recent.titles())),
                        recent.article().toString().equals(pinned)))
                .toList();
    }

    /** In the page's language, else in the installation's first that has one. */
    private String title(Words words, Map<String, String> titles) {
        String own = titles.get(words.language());
        return own != null
                ? own
                : languages.stream()
                        .flatMap(tag -> Optional.ofNullable(titles.get(tag)).stream())
                        .findFirst()
                        .orElseGet(() -> titles.values().stream().findFirst().orElse(""));
    }

    private EditionNotes.Upcoming upcoming(ServerRequest request) {
        String word = request.path().pathParameters().get("cadence");
        String period = request.path().pathParameters().get("period");
        Cadence cadence = Arrays.stream(Cadence.values())
                .filter(known -> known.word().equals(word))
                .findFirst()
                .orElseThrow(Problem::notFound);
        return notes.upcoming(clock.instant()).stream()
                .filter(known -> known.cadence() == cadence && known.period().equals(period))
                .findFirst()
                .orElseThrow(Problem::notFound);
    }

    private Place place(ServerRequest request, EditionNotes.Upcoming upcoming) {
        return new Place(
                pages.frame().language(request),
                Section.EDITIONS,
                "/upcoming/" + upcoming.cadence().word() + "/" + upcoming.period());
    }

    private static Optional<UUID> id(String text) {
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
