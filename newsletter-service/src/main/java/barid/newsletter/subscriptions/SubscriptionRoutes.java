package barid.newsletter.subscriptions;

import barid.kit.http.Answers;
import barid.kit.http.Bodies;
import barid.kit.http.ClientAddress;
import barid.kit.http.Endpoint;
import barid.kit.http.Problem;
import barid.kit.http.RateLimit;
import barid.kit.site.Languages;
import barid.kit.site.Organisation;
import barid.kit.site.Page;
import barid.kit.site.Site;
import barid.kit.site.Texts;
import barid.newsletter.keys.Keys;
import barid.newsletter.mail.MailLanguage;
import gg.jte.Content;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The readers' pages: the form, confirming, choices, unsubscribing. */
public final class SubscriptionRoutes {
    private static final long FORM = 64 << 10;

    private final Subscriptions subscriptions;
    private final Site site;
    private final Organisation organisation;
    private final Keys keys;
    private final ClientAddress clients;
    private final RateLimit limit;
    private final Texts texts = Texts.beside(SubscriptionRoutes.class);
    private final TemplateEngine templates =
            TemplateEngine.createPrecompiled(null, ContentType.Html, null, "barid.newsletter.templates");

    public SubscriptionRoutes(
            Subscriptions subscriptions, Site site, Keys keys, ClientAddress clients, RateLimit limit) {
        this.subscriptions = subscriptions;
        this.site = site;
        this.organisation = site.organisation();
        this.keys = keys;
        this.clients = clients;
        this.limit = limit;
    }

    public void register(HttpRouting.Builder routing) {
        Endpoint.at("/newsletter/confirm/{token}")
                .get(this::askToConfirm)
                .post(this::confirm)
                .register(routing);
        Endpoint.at("/newsletter/preferences/{token}").get(this::preferences).register(routing);
        Endpoint.at("/newsletter/unsubscribe/{token}")
                .get(this::askToUnsubscribe)
                .post(this::unsubscribe)
                .register(routing);
        Endpoint.at("/newsletter").get(this::chooseLanguage).register(routing);
        Endpoint.at("/newsletter/{language}").get(this::form).post(this::signUp).register(routing);
        Endpoint.at("/newsletter/{language}/sent").get(this::sent).register(routing);
    }

    private Set<String> pageLanguages() {
        Set<String> languages = new LinkedHashSet<>(organisation.languages());
        languages.addAll(Texts.LANGUAGES);
        return languages;
    }

    private void chooseLanguage(ServerRequest request, ServerResponse response) {
        String language = Languages.preferred(
                request.headers().first(HeaderNames.ACCEPT_LANGUAGE),
                organisation.languages(),
                organisation.defaultLanguage());
        response.header(HeaderValues.create("Vary", "Accept-Language"));
        Answers.seeOther(response, "/newsletter/" + language);
    }

    private Texts.In language(ServerRequest request) {
        String language = request.path().pathParameters().get("language");
        if (!pageLanguages().contains(language)) {
            throw Problem.notFound();
        }
        return texts.in(language, organisation.fallback());
    }

    private void form(ServerRequest request, ServerResponse response) {
        Texts.In in = language(request);
        site.sendPublic(
                request, response, site.render(formPage(in), form(in, SignUpForm.empty(in.language()), Map.of())));
    }

    private void signUp(ServerRequest request, ServerResponse response) {
        Texts.In in = language(request);
        limit.count(clients.of(request));
        SignUpForm given = SignUpForm.of(Bodies.form(request, FORM));
        switch (subscriptions.rules().judge(given.given())) {
            case ChoiceRules.Verdict.Taken taken -> {
                if (!given.trapped()) {
                    subscriptions.signUp(taken.address(), taken.choices(), in.language(), "form");
                }
                Answers.seeOther(response, "/newsletter/" + in.language() + "/sent");
            }
            case ChoiceRules.Verdict.Refused(List<ChoiceRules.Fault> faults) -> {
                Map<String, String> errors = new java.util.HashMap<>();
                faults.forEach(fault -> errors.putIfAbsent(fault.field(), in.get("error." + fault.rule())));
                site.send(request, response, 422, formPage(in), form(in, given, errors));
            }
        }
    }

    private Page formPage(Texts.In in) {
        String base = organisation.newsletter() + "/newsletter/";
        return Page.of(in.language(), in.get("form.title"))
                .withDescription(in.get("form.lead", organisation.name(in.language())))
                .withCanonical(base + in.language())
                .withLanguages(organisation.languages().stream()
                        .map(language -> new Page.Link(language, base + language))
                        .toList());
    }

    private Content form(Texts.In in, SignUpForm form, Map<String, String> errors) {
        Map<String, Object> parameters = Map.of(
                "texts", in,
                "form", form,
                "errors", errors,
                "organisation", organisation,
                "languages", List.copyOf(subscriptions.languages()),
                "topics", subscriptions.topics().choosable(in.language(), organisation.defaultLanguage()));
        return output -> templates.render("subscribe.jte", parameters, output);
    }

    private void sent(ServerRequest request, ServerResponse response) {
        Texts.In in = language(request);
        message(request, response, 200, in, "sent", null, null);
    }

    private void askToConfirm(ServerRequest request, ServerResponse response) {
        String token = token(request);
        switch (subscriptions.look(token)) {
            case Subscriptions.Confirming.Confirmed(String language) ->
                message(request, response, 200, in(language), "confirm", "/newsletter/confirm/" + token, null);
            case Subscriptions.Confirming.Lapsed(String language) -> lapsed(request, response, language);
            case Subscriptions.Confirming.Unknown unknown -> throw Problem.notFound();
        }
    }

    private void confirm(ServerRequest request, ServerResponse response) {
        skipBody(request);
        switch (subscriptions.confirm(token(request))) {
            case Subscriptions.Confirming.Confirmed(String language) ->
                message(request, response, 200, in(language), "confirmed", null, null);
            case Subscriptions.Confirming.Lapsed(String language) -> lapsed(request, response, language);
            case Subscriptions.Confirming.Unknown unknown -> throw Problem.notFound();
        }
    }

    private void lapsed(ServerRequest request, ServerResponse response, String language) {
        Texts.In in = in(language);
        message(request, response, 410, in, "lapsed", null, "/newsletter/" + in.language());
    }

    private void askToUnsubscribe(ServerRequest request, ServerResponse response) {
        String token = token(request);
        UUID subscriber = keys.unsubscribing(token).orElseThrow(Problem::notFound);
        Texts.In in = hers(subscriptions.standing(subscriber));
        message(request, response, 200, in, "unsubscribe", "/newsletter/unsubscribe/" + token, null);
    }

    /**
     * One-click unsubscribing (RFC 8058) and the button of the page: whatever the body is and whatever type it says, the
     * token is the authority. Answers alike for who left before or is not known any more.
     */
    private void unsubscribe(ServerRequest request, ServerResponse response) {
        skipBody(request);
        UUID subscriber = keys.unsubscribing(token(request)).orElseThrow(Problem::notFound);
        Texts.In in = hers(subscriptions.standing(subscriber));
        subscriptions.unsubscribe(subscriber);
        message(request, response, 200, in, "unsubscribed", null, "/newsletter/" + in.language());
    }

    private void preferences(ServerRequest request, ServerResponse response) {
        UUID subscriber = keys.preferring(token(request)).orElseThrow(Problem::notFound);
        Optional<SubscriptionStore.Standing> standing = subscriptions.standing(subscriber);
        Texts.In in = hers(standing);
        Choices choices = standing.filter(found -> found.state().equals("confirmed"))
                .map(SubscriptionStore.Standing::choices)
                .orElse(null);
        if (choices == null) {
            message(request, response, 200, in, "unsubscribed", null, "/newsletter/" + in.language());
            return;
        }
        var topics = subscriptions.topics();
        Map<String, Object> parameters = Map.of(
                "texts",
                in,
                "choices",
                new ShownChoices(
                        choices.languages(),
                        choices.topics().stream()
                                .flatMap(slug -> topics.resolve(slug).stream())
                                .map(topic -> topic.name(in.language(), organisation.defaultLanguage()))
                                .toList(),
                        choices.cadence().word(),
                        choices.hour(),
                        choices.zone()),
                "action",
                "/newsletter/unsubscribe/" + keys.unsubscribeToken(subscriber));
        guard(response);
        site.send(
                request,
                response,
                200,
                tokenPage(in, in.get("preferences.title")),
                output -> templates.render("preferences.jte", parameters, output));
    }

    private Texts.In hers(Optional<SubscriptionStore.Standing> standing) {
        return in(MailLanguage.of(SubscriptionStore.languages(standing), organisation));
    }

    private Texts.In in(String language) {
        return texts.in(language, organisation.fallback());
    }

    private void message(
            ServerRequest request,
            ServerResponse response,
            int status,
            Texts.In in,
            String kind,
            @Nullable String action,
            @Nullable String link) {
        Map<String, @Nullable Object> parameters = new java.util.HashMap<>();
        parameters.put("title", in.get(kind + ".title"));
        parameters.put("text", in.get(kind + ".text", organisation.name(in.language())));
        parameters.put("action", action);
        parameters.put("button", action == null ? "" : in.get(kind + ".button"));
        parameters.put("link", link);
        parameters.put("linkText", link == null ? "" : in.get(kind + ".link"));
        guard(response);
        site.send(
                request,
                response,
                status,
                tokenPage(in, in.get(kind + ".title")),
                output -> templates.render("message.jte", parameters, output));
    }

    private static Page tokenPage(Texts.In in, String title) {
        return Page.of(in.language(), title).outOfSearch();
    }

    /** A token is in the address: it must be in no index, no cache and no Referer. */
    private static void guard(ServerResponse response) {
        response.header(HeaderValues.create("X-Robots-Tag", "noindex"));
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        response.header(HeaderValues.create("Referrer-Policy", "no-referrer"));
    }

    private static String token(ServerRequest request) {
        return request.path().pathParameters().get("token");
    }

    private static void skipBody(ServerRequest request) {
        if (!request.content().hasEntity()) {
            return;
        }
        try (InputStream in = request.content().inputStream()) {
            in.readNBytes((int) FORM);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
