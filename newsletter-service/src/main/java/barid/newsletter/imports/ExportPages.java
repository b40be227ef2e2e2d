package barid.newsletter.imports;

import barid.kit.http.Endpoint;
import barid.kit.operators.OperatorSession;
import barid.kit.operators.Operators;
import barid.kit.site.Site;
import barid.kit.site.Texts;
import barid.newsletter.editions.Cadence;
import barid.newsletter.frame.ConsoleFrame;
import barid.newsletter.frame.ConsoleFrame.Place;
import barid.newsletter.frame.ConsoleFrame.Section;
import barid.newsletter.imports.ImportForm.Option;
import barid.newsletter.stories.Topics;
import barid.newsletter.subscriptions.Subscriptions;
import de.siegmar.fastcsv.writer.CsvWriter;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The operators' page that takes readers out, and tells who did it before. */
public final class ExportPages {
    private static final String ROOT = ConsoleFrame.IN_LANGUAGE + Section.EXPORTS.path();
    /** As far as readers are still subscribed, then as they left. */
    private static final List<String> STATES =
            List.of("confirmed", "paused", "unconfirmed", "unsubscribed", "bounced", "complained", "suppressed");

    private final ConsoleFrame frame;
    private final Site site;
    private final Exports exports;
    private final Subscriptions subscriptions;
    private final Supplier<Topics> topics;
    private final Texts texts = Texts.beside(ExportPages.class);
    private final TemplateEngine templates =
            TemplateEngine.createPrecompiled(null, ContentType.Html, null, "barid.newsletter.templates");

    /** {@code topics} are those of the moment. */
    public ExportPages(
            Operators operators, Site site, Exports exports, Subscriptions subscriptions, Supplier<Topics> topics) {
        this.frame = new ConsoleFrame(operators, site);
        this.site = site;
        this.exports = exports;
        this.subscriptions = subscriptions;
        this.topics = topics;
    }

    public void register(HttpRules routing) {
        Endpoint.at(ROOT).get(frame.page(this::show)).register(routing);
        Endpoint.at(ROOT + "/" + Exports.NAME).post(frame.form(this::take)).register(routing);
    }

    /** One question of the form: the name of its field, its words, and what may be chosen beside everything. */
    public record Filter(String name, String label, String all, List<Option> options) {}

    /** One export that was made. */
    public record Line(String when, String who, String whom, String readers) {}

    private void show(ServerRequest request, ServerResponse response, OperatorSession session) {
        Wording words = new Wording(
                texts.in(frame.language(request), site.organisation().fallback()), site.organisation());
        Place place = new Place(words.language(), Section.EXPORTS, "");
        Map<String, Object> parameters = Map.of(
                "words",
                words,
                "session",
                session,
                "action",
                place.here() + "/" + Exports.NAME,
                "filters",
                filters(words),
                "lines",
                exports.notes().stream().map(note -> line(words, note)).toList());
        frame.send(
                request,
                response,
                200,
                session,
                place,
                words.get("exports.title"),
                output -> templates.render("imports/exports.jte", parameters, output));
    }

    private List<Filter> filters(Wording words) {
        List<Option> chosen = new ArrayList<>();
        topics.get()
                .choosable(words.language(), site.organisation().defaultLanguage())
                .forEach(topic -> chosen.add(new Option(topic.slug(), topic(words, topic.slug()), false)));
        return List.of(
                filter(words, "state", STATES.stream(), word -> words.get("reader." + word)),
                filter(words, "language", subscriptions.languages().stream(), words::name),
                filter(
                        words,
                        "cadence",
                        Arrays.stream(Cadence.values()).map(Cadence::word),
                        word -> words.get("cadence." + word)),
                new Filter("topic", words.get("topic"), words.get("topic.all"), chosen));
    }

    private static Filter filter(Wording words, String name, Stream<String> values, Function<String, String> label) {
        return new Filter(
                name,
                words.get(name),
                words.get(name + ".all"),
                values.map(value -> new Option(value, label.apply(value), false))
                        .toList());
    }

    private String topic(Wording words, String slug) {
        return topics.get()
                .resolve(slug)
                .map(topic -> topic.name(words.language(), site.organisation().defaultLanguage()))
                .orElse(slug);
    }

    private Line line(Wording words, ExportStore.Note note) {
        ExportFilter filter = note.filters();
        List<String> whom = Stream.of(
                        said(filter.state(), word -> words.get("reader." + word)),
                        said(filter.language(), words::name),
                        said(filter.cadence(), word -> words.get("cadence." + word)),
                        said(filter.topic(), slug -> topic(words, slug)))
                .filter(text -> !text.isEmpty())
                .toList();
        Long readers = note.readers();
        return new Line(
                words.time(note.at()),
                note.who(),
                whom.isEmpty() ? words.get("exports.everybody") : String.join(" · ", whom),
                readers == null ? words.get("exports.cut-off") : words.number(readers));
    }

    private static String said(@Nullable String value, Function<String, String> label) {
        return value == null ? "" : label.apply(value);
    }

    private void take(
            ServerRequest request, ServerResponse response, OperatorSession session, Map<String, String> fields) {
        ExportFilter filter = Exports.filter(fields);
        CsvAnswer.headers(response, Exports.NAME);
        try (CsvWriter csv = CsvAnswer.writer(response)) {
            exports.write(csv, filter, session.operator());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
