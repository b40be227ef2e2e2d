package barid.newsletter.console;

import barid.kit.operators.OperatorSession;
import barid.newsletter.frame.ConsoleFrame.Place;
import barid.newsletter.frame.ConsoleFrame.Section;
import barid.newsletter.stories.Topics;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The list of readers, by what they chose; nobody's address is told in it. */
public final class SubscriberListPage {
    private static final int PAGE = 50;
    private static final List<String> STATES =
            List.of("confirmed", "paused", "unconfirmed", "unsubscribed", "suppressed");
    private static final List<String> CADENCES = List.of("immediate", "daily", "weekly", "monthly");

    private final PageWriter pages;
    private final SubscriberListStore store;
    private final Supplier<Topics> topics;
    private final Supplier<Set<String>> languages;
    private final InstantSource clock;

    SubscriberListPage(
            PageWriter pages,
            SubscriberListStore store,
            Supplier<Topics> topics,
            Supplier<Set<String>> languages,
            InstantSource clock) {
        this.pages = pages;
        this.store = store;
        this.topics = topics;
        this.languages = languages;
        this.clock = clock;
    }

    /** A reader in the list. */
    public record Row(
            String id, String address, String state, String languages, String cadence, String topics, String since) {}

    /** One of the filters above the list. */
    public record Filter(String name, String label, String any, List<Question.Option> options) {}

    /** What the page shows; {@code next} leads to older readers, or is empty. */
    public record View(
            List<Filter> filters,
            boolean filtered,
            List<Row> rows,
            String next,
            String first,
            String given,
            String error,
            boolean erased) {}

    void show(ServerRequest request, ServerResponse response, OperatorSession session) {
        send(request, response, session, 200, "", "");
    }

    /** The same after a search that found nobody; {@code why} is a text's key. */
    void notFound(ServerRequest request, ServerResponse response, OperatorSession session, String given, String why) {
        send(request, response, session, 422, given, pages.words(request).get(why));
    }

    private void send(
            ServerRequest request,
            ServerResponse response,
            OperatorSession session,
            int status,
            String given,
            String error) {
        Words words = pages.words(request);
        SubscriberFilter filter = SubscriberFilter.of(request.query());
        String after = request.query().first("after").orElse("");
        List<SubscriberListStore.Line> lines = store.list(filter, After.parse(after), PAGE + 1, clock.instant());
        Topics known = topics.get();
        String root = new Place(words.language(), Section.SUBSCRIBERS, "").here();
        View view = new View(
                filters(words, filter, known),
                !filter.none(),
                lines.stream().limit(PAGE).map(line -> row(words, known, line)).toList(),
                lines.size() > PAGE ? root + filter.query(position(lines.get(PAGE - 1))) : "",
                after.isEmpty() ? "" : root + filter.query(""),
                given,
                error,
                request.query().first("done").filter("erased"::equals).isPresent());
        pages.send(
                request,
                response,
                status,
                session,
                new Place(words.language(), Section.SUBSCRIBERS, filter.query(after)),
                words.get("subscribers.title"),
                "subscribers",
                Map.of("view", view, "root", root));
    }

    private static String position(SubscriberListStore.Line line) {
        return new After(line.createdAt(), line.id()).text();
    }

    private static Row row(Words words, Topics known, SubscriberListStore.Line line) {
        List<String> languages = line.languages();
        List<String> topics = line.topics();
        String cadence = line.cadence();
        return new Row(
                line.id().toString(),
                Masked.of(line.email()),
                words.get("state." + line.state()),
                languages == null
                        ? ""
                        : words.list(languages.stream().map(words::name).toList()),
                cadence == null ? "" : words.get("cadence." + cadence),
                topics == null ? "" : SubscriberViews.topics(words, known, topics),
                words.day(line.createdAt()));
    }

    private List<Filter> filters(Words words, SubscriberFilter filter, Topics known) {
        return List.of(
                filter(words, "state", STATES.stream(), filter.state(), word -> words.get("state." + word)),
                filter(words, "language", languages.get().stream(), filter.language(), words::name),
                filter(words, "cadence", CADENCES.stream(), filter.cadence(), word -> words.get("cadence." + word)),
                filter(
                        words,
                        "topic",
                        known.choosable(words.language(), words.organisation().defaultLanguage()).stream()
                                .map(Topics.Topic::slug),
                        filter.topic(),
                        slug -> words.topic(known, slug)));
    }

    private static Filter filter(
            Words words, String name, Stream<String> values, String chosen, Function<String, String> label) {
        return new Filter(
                name,
                words.get("filter." + name),
                words.get("filter." + name + ".any"),
                values.map(value -> new Question.Option(value, label.apply(value), value.equals(chosen)))
                        .toList());
    }
}
