package barid.newsletter.subscriptions;

import barid.kit.site.Organisation;
import barid.kit.site.Page;
import barid.kit.site.Site;
import barid.kit.site.Texts;
import barid.newsletter.mail.MailLanguage;
import gg.jte.Content;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What the readers' pages have in common: words, templates, and what guards an address with a token in it. */
final class ReaderPages {
    /** Bytes of a form. */
    static final long FORM = 64 << 10;

    private final Site site;
    private final Function<ServerRequest, String> clients;
    private final Texts texts = Texts.beside(ReaderPages.class);
    private final TemplateEngine templates =
            TemplateEngine.createPrecompiled(null, ContentType.Html, null, "barid.newsletter.templates");

    /** {@code clients} tells the network address of who asks, for the record of consent; empty if it wants none. */
    ReaderPages(Site site, Function<ServerRequest, String> clients) {
        this.site = site;
        this.clients = clients;
    }

    /** Where an act came from. */
    Source source(ServerRequest request, String form, Texts.In in) {
        return new Source(form, in.language(), client(request));
    }

    String client(ServerRequest request) {
        return clients.apply(request);
    }

    Organisation organisation() {
        return site.organisation();
    }

    Site site() {
        return site;
    }

    Texts.In in(String language) {
        return texts.in(language, organisation().fallback());
    }

    /** In the language of her mails. */
    Texts.In hers(Optional<SubscriptionStore.Standing> standing) {
        return in(MailLanguage.of(SubscriptionStore.languages(standing), organisation()));
    }

    /** The organisation by name. */
    String organisation(Texts.In in) {
        return organisation().name(in.language());
    }

    String consent(Texts.In in) {
        return in.get("form.consent", organisation(in));
    }

    Content template(String name, Map<String, @Nullable Object> parameters) {
        return output -> templates.render(name, parameters, output);
    }

    /** Sends a page that only the holder of its address may see. */
    void show(ServerRequest request, ServerResponse response, int status, Texts.In in, String title, Content main) {
        guard(response);
        site.send(request, response, status, Page.of(in.language(), title).outOfSearch(), main);
    }

    void show(ServerRequest request, ServerResponse response, int status, Texts.In in, Message message) {
        Map<String, @Nullable Object> parameters = new HashMap<>();
        parameters.put("message", message);
        show(request, response, status, in, message.title(), template("message.jte", parameters));
    }

    /** A message whose title and text are the words of {@code kind}. */
    Message message(Texts.In in, String kind) {
        return Message.of(in.get(kind + ".title"), in.get(kind + ".text", organisation(in)));
    }

    /** The way to the form. */
    static Message.Link toForm(Texts.In in, String text) {
        return new Message.Link("/newsletter/" + in.language(), in.get(text));
    }

    /** A token is in the address: it must be in no index, no cache and no Referer. */
    static void guard(ServerResponse response) {
        response.header(HeaderValues.create("X-Robots-Tag", "noindex"));
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        response.header(HeaderValues.create("Referrer-Policy", "no-referrer"));
    }

    static String token(ServerRequest request) {
        return request.path().pathParameters().get("token");
    }

    /** The first bytes of whatever was sent, of whatever type: where the token is the authority nothing is refused for its body. */
    static String anyBody(ServerRequest request) {
        if (!request.content().hasEntity()) {
            return "";
        }
        try (InputStream in = request.content().inputStream()) {
            return new String(in.readNBytes((int) FORM), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The first reason for each field. */
    static Map<String, String> errors(Texts.In in, List<ChoiceRules.Fault> faults) {
        Map<String, String> errors = new HashMap<>();
        faults.forEach(fault -> errors.putIfAbsent(fault.field(), in.get("error." + fault.rule())));
        return errors;
    }
}
