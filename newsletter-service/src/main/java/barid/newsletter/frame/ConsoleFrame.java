package barid.newsletter.frame;

import barid.kit.http.Answers;
import barid.kit.http.Endpoint;
import barid.kit.http.Problem;
import barid.kit.operators.OperatorSession;
import barid.kit.operators.Operators;
import barid.kit.site.Page;
import barid.kit.site.Site;
import barid.kit.site.Texts;
import gg.jte.Content;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The operators' console: {@code /newsletter/console/{language}} and the sections below it. */
public final class ConsoleFrame {
    public static final String ROOT = "/newsletter/console";
    /** The path pattern of the console in one language; a section's path follows it. */
    public static final String IN_LANGUAGE = ROOT + "/{language}";

    private final Operators operators;
    private final Site site;
    private final Texts texts = Texts.beside(ConsoleFrame.class);
    private final TemplateEngine templates =
            TemplateEngine.createPrecompiled(null, ContentType.Html, null, "barid.newsletter.templates");

    public ConsoleFrame(Operators operators, Site site) {
        this.operators = operators;
        this.site = site;
    }

    /** The entries of the navigation, in its order. */
    public enum Section {
        OVERVIEW,
        SUBSCRIBERS,
        EDITIONS,
        SENDING,
        PREVIEW,
        SUPPRESSIONS,
        IMPORTS,
        EXPORTS,
        PREFLIGHT;

        /** What follows the language in the path. */
        public String path() {
            return this == OVERVIEW ? "" : "/" + word();
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Where a page stands; {@code rest} is what follows the section's path, its query included. */
    public record Place(String language, Section section, String rest) {
        /** The same page in another language. */
        public String in(String other) {
            return ROOT + "/" + other + section.path() + rest;
        }

        /** The page's own path. */
        public String here() {
            return in(language);
        }
    }

    /** An entry of the navigation. */
    public record Entry(String title, String url, boolean current) {}

    /** Serves sign-in and sign-out, and leads from the console's root to the language that the browser asks for. */
    public void register(HttpRules rules) {
        operators.register(rules);
        Endpoint.at(ROOT)
                .get((request, response) -> {
                    response.header(HeaderNames.VARY, "Accept-Language");
                    Answers.seeOther(response, ROOT + "/" + operators.preferred(request));
                })
                .register(rules);
    }

    /** Guards a page at a pattern that begins with {@link #IN_LANGUAGE}. */
    public Handler page(Operators.PageHandler handler) {
        return spoken(operators.page(handler));
    }

    /** Guards what a form does, at a pattern that begins with {@link #IN_LANGUAGE}; at most 64 KiB. */
    public Handler form(Operators.FormHandler handler) {
        return spoken(operators.form(handler));
    }

    /** A language that the software does not speak is nobody's page, signed in or not. */
    private Handler spoken(Handler handler) {
        return (request, response) -> {
            language(request);
            handler.handle(request, response);
        };
    }

    /** The language of the page; {@link Problem} 404 if the software does not speak it. */
    public String language(ServerRequest request) {
        String language = request.path().pathParameters().get("language");
        if (!operators.languages().contains(language)) {
            throw Problem.notFound();
        }
        return language;
    }

    /** Sends a page of the console. */
    public void send(
            ServerRequest request,
            ServerResponse response,
            int status,
            OperatorSession session,
            Place place,
            String title,
            Content main) {
        site.send(request, response, status, page(place, title), framed(session, place, main));
    }

    /** The same for a page with frames of this site in it. */
    public void sendFraming(
            ServerRequest request,
            ServerResponse response,
            int status,
            OperatorSession session,
            Place place,
            String title,
            Content main) {
        send(request, response, status, session, place, title, main, "frame-src 'self'");
    }

    /** The same for a page that a script of this site keeps fresh. */
    public void sendLive(
            ServerRequest request,
            ServerResponse response,
            int status,
            OperatorSession session,
            Place place,
            String title,
            Content main) {
        send(request, response, status, session, place, title, main, "script-src 'self'; connect-src 'self'");
    }

    private void send(
            ServerRequest request,
            ServerResponse response,
            int status,
            OperatorSession session,
            Place place,
            String title,
            Content main,
            String directives) {
        response.status(Status.create(status));
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        response.header(HeaderValues.create("Content-Security-Policy", site.policy() + "; " + directives));
        response.header(HeaderValues.create("Referrer-Policy", "no-referrer"));
        Answers.send(
                request,
                response,
                "text/html; charset=UTF-8",
                site.render(page(place, title), framed(session, place, main)));
    }

    private Page page(Place place, String title) {
        return Page.of(place.language(), title)
                .withLanguages(operators.languages().stream()
                        .map(tag -> new Page.Link(tag, place.in(tag)))
                        .toList())
                .outOfSearch();
    }

    private Content framed(OperatorSession session, Place place, Content main) {
        Texts.In words = texts.in(place.language(), site.organisation().fallback());
        List<Entry> entries = Arrays.stream(Section.values())
                .map(section -> new Entry(
                        words.get(section.word()),
                        new Place(place.language(), section, "").here(),
                        section == place.section()))
                .toList();
        Content bar = operators.bar(session, place.language());
        return output -> {
            bar.writeTo(output);
            templates.render("console/frame.jte", Map.of("words", words, "entries", entries, "main", main), output);
        };
    }
}
