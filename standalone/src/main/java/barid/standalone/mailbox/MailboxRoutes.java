package barid.standalone.mailbox;

import barid.kit.http.Answers;
import barid.kit.http.Endpoint;
import barid.kit.http.Problem;
import barid.kit.site.Languages;
import barid.kit.site.Organisation;
import barid.kit.site.Page;
import barid.kit.site.Site;
import barid.kit.site.Texts;
import gg.jte.Content;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** The mailbox page and its small API. */
public final class MailboxRoutes implements HttpService {
    /** A mail brings its own styles; the sandbox keeps it from running anything or sending forms. */
    private static final String MAIL_POLICY =
            "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src http: https: data:; style-src 'unsafe-inline'";

    private final Mailbox mailbox;
    private final Site site;
    private final Organisation organisation;
    private final Texts texts = Texts.beside(MailboxRoutes.class);
    private final TemplateEngine templates =
            TemplateEngine.createPrecompiled(null, ContentType.Html, null, "barid.standalone.templates");

    public MailboxRoutes(Mailbox mailbox, Site site) {
        this.mailbox = mailbox;
        this.site = site;
        this.organisation = site.organisation();
    }

    @Override
    public void routing(HttpRules rules) {
        Endpoint.at("/").get(this::list).register(rules);
        Endpoint.at("/messages/{id}").get(this::show).register(rules);
        Endpoint.at("/messages/{id}/html").get(this::html).register(rules);
        Endpoint.at("/api/messages").get(this::apiList).register(rules);
        Endpoint.at("/api/messages/{id}/raw").get(this::raw).register(rules);
        site.register(rules);
    }

    private void list(ServerRequest request, ServerResponse response) {
        // New mails come in while one looks.
        response.header(HeaderValues.create("Refresh", "5"));
        List<Mail.Line> lines = mailbox.newestFirst().stream().map(Mail::line).toList();
        send(
                request,
                response,
                "list.title",
                "mailbox.jte",
                texts -> Map.of("lines", lines, "texts", texts, "zone", organisation.zone()));
    }

    private void show(ServerRequest request, ServerResponse response) {
        Mail mail = find(request);
        send(
                request,
                response,
                "mail.title",
                "mail.jte",
                texts -> Map.of(
                        "line",
                        mail.line(),
                        "fields",
                        mail.fields(),
                        "text",
                        mail.body("text/plain").orElse(""),
                        "texts",
                        texts,
                        "zone",
                        organisation.zone()));
    }

    private void html(ServerRequest request, ServerResponse response) {
        String html = find(request).body("text/html").orElse("");
        response.header(HeaderValues.create("Content-Security-Policy", MAIL_POLICY));
        // Links leave the frame; a mail itself says nothing of it.
        byte[] body = html.replaceFirst("(?i)<head>", "<head><base target=\"_blank\">")
                .getBytes(StandardCharsets.UTF_8);
        Answers.send(request, response, "text/html; charset=UTF-8", body);
    }

    private void apiList(ServerRequest request, ServerResponse response) {
        Answers.json(
                request,
                response,
                mailbox.newestFirst().stream().map(Mail::line).toList());
    }

    private void raw(ServerRequest request, ServerResponse response) {
        response.header(HeaderValues.create("Content-Disposition", "inline"));
        Answers.send(
                request, response, "text/plain; charset=UTF-8", find(request).raw());
    }

    private Mail find(ServerRequest request) {
        return mailbox.find(request.path().pathParameters().get("id")).orElseThrow(Problem::notFound);
    }

    private interface Model {
        Map<String, Object> of(Texts.In texts);
    }

    private void send(ServerRequest request, ServerResponse response, String title, String template, Model model) {
        String language = language(request);
        Texts.In words = texts.in(language, organisation.fallback());
        Page page = Page.of(words.language(), words.get(title)).outOfSearch();
        Content main = output -> templates.render(template, model.of(words), output);
        // The one page that frames another: the mail, in its sandbox.
        response.header(HeaderValues.create("Content-Security-Policy", site.policy() + "; frame-src 'self'"));
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        Answers.send(request, response, "text/html; charset=UTF-8", site.render(page, main));
    }

    private String language(ServerRequest request) {
        return Languages.preferred(
                request.headers().first(HeaderNames.ACCEPT_LANGUAGE),
                organisation.languages(),
                organisation.fallback());
    }
}
