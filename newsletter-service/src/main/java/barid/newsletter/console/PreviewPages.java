package barid.newsletter.console;

import barid.kit.http.Answers;
import barid.kit.http.Endpoint;
import barid.kit.http.Problem;
import barid.kit.http.RateLimit;
import barid.kit.operators.OperatorSession;
import barid.kit.site.Languages;
import barid.newsletter.editions.Cadence;
import barid.newsletter.editions.EditionPreview;
import barid.newsletter.editions.EditionPreview.Preview;
import barid.newsletter.frame.ConsoleFrame;
import barid.newsletter.frame.ConsoleFrame.Place;
import barid.newsletter.frame.ConsoleFrame.Section;
import barid.newsletter.mail.DeliveryResult;
import barid.newsletter.stories.Topics;
import barid.newsletter.subscriptions.Address;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** The next digest of a reader, or of anyone's choices, before it is sent; and one copy of it to an operator's own address. */
public final class PreviewPages {
    private static final String ROOT = ConsoleFrame.IN_LANGUAGE + Section.PREVIEW.path();
    private static final double KILOBYTE = 1_000;

    private final PageWriter pages;
    private final EditionPreview previews;
    private final SubscriberListStore readers;
    private final TestSend tests;
    private final RateLimit limit;
    private final Supplier<Topics> topics;
    private final Supplier<List<String>> languages;
    private final InstantSource clock;

    PreviewPages(
            PageWriter pages,
            EditionPreview previews,
            SubscriberListStore readers,
            TestSend tests,
            RateLimit limit,
            Supplier<Topics> topics,
            Supplier<List<String>> languages,
            InstantSource clock) {
        this.pages = pages;
        this.previews = previews;
        this.readers = readers;
        this.tests = tests;
        this.limit = limit;
        this.topics = topics;
        this.languages = languages;
        this.clock = clock;
    }

    void register(HttpRules rules) {
        ConsoleFrame frame = pages.frame();
        Endpoint.at(ROOT).get(frame.page(this::show)).register(rules);
        Endpoint.at(ROOT + "/mail.html").get(frame.page(this::html)).register(rules);
        Endpoint.at(ROOT + "/mail.eml").get(frame.page(this::message)).register(rules);
        Endpoint.at(ROOT + "/send")
                .get(frame.page((request, response, session) -> Answers.seeOther(
                        response, place(pages.words(request), "").here())))
                .post(frame.form(this::send))
                .register(rules);
    }

    /** A choice of languages: the first, the second, the third. */
    public record LanguageField(String name, String label, List<Question.Option> options) {}

    /** A field that is sent along unseen. */
    public record Hidden(String name, String value) {}

    /** A mail to look at. */
    public record Shown(
            String language,
            String direction,
            String subject,
            String text,
            String size,
            String htmlUrl,
            String messageUrl,
            String sendUrl,
            List<Hidden> fields) {}

    /** What became of a test. */
    public record Sent(boolean taken, String says) {}

    /** What the page shows. */
    public record View(
            String reader,
            String readerUrl,
            List<LanguageField> languages,
            List<Question.Option> topics,
            List<Question.Option> cadences,
            boolean asked,
            @Nullable Shown shown,
            String given,
            String error,
            @Nullable Sent sent) {}

    private void show(ServerRequest request, ServerResponse response, OperatorSession session) {
        send(request, response, session, 200, asked(request), "", "", null);
    }

    private void html(ServerRequest request, ServerResponse response, OperatorSession session) {
        Preview preview = preview(asked(request)).orElseThrow(Problem::notFound);
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        response.header(HeaderValues.create("Referrer-Policy", "no-referrer"));
        URI articles = pages.words(request).organisation().articles();
        response.header(HeaderValues.create("Content-Security-Policy", mailPolicy(articles)));
        Answers.send(
                request, response, "text/html; charset=UTF-8", preview.html().getBytes(StandardCharsets.UTF_8));
    }

    /** Styles stand in the mail itself; scripts, forms and frames never run. Only our own page may show it. */
    static String mailPolicy(URI articles) {
        return "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self' https: data: "
                + articles.getScheme() + "://" + articles.getAuthority() + "; frame-ancestors 'self'";
    }

    private void message(ServerRequest request, ServerResponse response, OperatorSession session) {
        Preview preview = preview(asked(request)).orElseThrow(Problem::notFound);
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        response.header(HeaderValues.create("Content-Disposition", "attachment; filename=\"preview.eml\""));
        String nobody = pages.words(request).organisation().from();
        Answers.send(request, response, "message/rfc822", Readdressed.to(nobody, preview.message()));
    }

    private void send(
            ServerRequest request, ServerResponse response, OperatorSession session, Map<String, String> fields) {
        Words words = pages.words(request);
        PreviewRequest asked = PreviewRequest.of(fields, languages.get(), slugs(words));
        String given = fields.getOrDefault("email", "");
        Optional<Address> address = Address.parse(given);
        Optional<Preview> preview = preview(asked);
        if (address.isEmpty()) {
            send(request, response, session, 422, asked, given, words.get("find.no-address"), null);
            return;
        }
        if (preview.isEmpty()) {
            send(request, response, session, 409, asked, given, "", null);
            return;
        }
        limit.count(session.operator());
        DeliveryResult result =
                tests.send(address.get().mailbox(), preview.get().message());
        send(request, response, session, 200, asked, given, "", sent(words, result));
    }

    private static Sent sent(Words words, DeliveryResult result) {
        return switch (result) {
            case DeliveryResult.Accepted accepted -> new Sent(true, words.get("preview.taken"));
            case DeliveryResult.Deferred(String code, String reason) ->
                new Sent(false, words.get("preview.deferred", code, reason));
            case DeliveryResult.Rejected(String code, String reason) ->
                new Sent(false, words.get("preview.rejected", code, reason));
            case DeliveryResult.Unanswered(String reason) -> new Sent(false, words.get("preview.unanswered", reason));
            case DeliveryResult.NotTried(String reason) -> new Sent(false, words.get("preview.not-tried", reason));
        };
    }

    private void send(
            ServerRequest request,
            ServerResponse response,
            OperatorSession session,
            int status,
            PreviewRequest asked,
            String given,
            String error,
            @Nullable Sent sent) {
        Words words = pages.words(request);
        Optional<SubscriberListStore.Reader> reader =
                asked.reader().map(id -> readers.reader(id, clock.instant()).orElseThrow(Problem::notFound));
        Topics known = topics.get();
        View view = new View(
                reader.map(her -> Masked.of(her.email())).orElse(""),
                reader.map(her -> new Place(words.language(), Section.SUBSCRIBERS, "/" + her.id()).here())
                        .orElse(""),
                languageFields(words, asked.languages()),
                slugs(words).stream()
                        .map(slug -> new Question.Option(
                                PreviewRequest.TOPIC + slug,
                                words.topic(known, slug),
                                asked.topics().contains(slug)))
                        .toList(),
                Arrays.stream(Cadence.values())
                        .map(cadence -> new Question.Option(
                                cadence.word(), words.get("cadence." + cadence.word()), cadence == asked.cadence()))
                        .toList(),
                asked.asked(),
                preview(asked).map(preview -> shown(words, asked, preview)).orElse(null),
                given,
                error,
                sent);
        Place place = place(words, asked.asked() ? asked.query() : "");
        pages.sendFraming(
                request,
                response,
                status,
                session,
                place,
                words.get("preview.title"),
                "preview",
                Map.of("view", view, "root", place(words, "").here()));
    }

    private List<LanguageField> languageFields(Words words, List<String> chosen) {
        return IntStream.range(0, PreviewRequest.LANGUAGES)
                .mapToObj(i -> new LanguageField(
                        PreviewRequest.LANGUAGE + (i + 1),
                        words.get("preview.language", i + 1),
                        languages.get().stream()
                                .map(tag -> new Question.Option(
                                        tag,
                                        words.name(tag),
                                        i < chosen.size() && chosen.get(i).equals(tag)))
                                .toList()))
                .toList();
    }

    private static Shown shown(Words words, PreviewRequest asked, Preview preview) {
        String query = asked.query();
        return new Shown(
                preview.language(),
                Languages.direction(preview.language()),
                preview.subject(),
                preview.text(),
                words.get(
                        "preview.size",
                        preview.message().length / KILOBYTE,
                        preview.html().getBytes(StandardCharsets.UTF_8).length / KILOBYTE),
                place(words, "/mail.html" + query).here(),
                place(words, "/mail.eml" + query).here(),
                place(words, "/send").here(),
                asked.fields().stream()
                        .map(field -> new Hidden(field.getKey(), field.getValue()))
                        .toList());
    }

    private Optional<Preview> preview(PreviewRequest asked) {
        if (asked.reader().isPresent()) {
            return previews.of(asked.reader().get(), clock.instant());
        }
        return asked.asked()
                ? previews.of(asked.languages(), asked.topics(), asked.cadence(), clock.instant())
                : Optional.empty();
    }

    private PreviewRequest asked(ServerRequest request) {
        return PreviewRequest.of(request.query(), languages.get(), slugs(pages.words(request)));
    }

    private List<String> slugs(Words words) {
        return topics.get().choosable(words.language(), words.organisation().defaultLanguage()).stream()
                .map(Topics.Topic::slug)
                .toList();
    }

    private static Place place(Words words, String rest) {
        return new Place(words.language(), Section.PREVIEW, rest);
    }
}
