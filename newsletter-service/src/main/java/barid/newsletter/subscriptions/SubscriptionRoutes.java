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
import gg.jte.Content;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The readers' pages: signing up, and what the links of their mails open. */
public final class SubscriptionRoutes {
    private final Subscriptions subscriptions;
    private final ReaderPages pages;
    private final Organisation organisation;
    private final ClientAddress clients;
    private final RateLimit limit;
    private final LinkPages links;
    private final PreferencePages preferences;
    private final EmbedPages embed;

    public SubscriptionRoutes(
            Subscriptions subscriptions,
            Site site,
            Keys keys,
            SubscriptionSettings settings,
            ClientAddress clients,
            RateLimit limit) {
        this.subscriptions = subscriptions;
        this.pages = new ReaderPages(site, request -> subscriptions.recordsClients() ? clients.of(request) : "");
        this.organisation = site.organisation();
        this.clients = clients;
        this.limit = limit;
        this.links = new LinkPages(subscriptions, pages, keys);
        this.preferences = new PreferencePages(subscriptions, pages, keys);
        this.embed = new EmbedPages(this::signUp, pages, settings.embedIn());
    }

    /** The form's address takes any word, so what has a word of its own is registered before. */
    public void register(HttpRouting.Builder routing) {
        links.register(routing);
        preferences.register(routing);
        Endpoint.at("/newsletter").get(this::chooseLanguage).register(routing);
        Endpoint.at("/newsletter/{language}")
                .get(this::form)
                .post(this::signUpByForm)
                .register(routing);
        Endpoint.at("/newsletter/{language}/sent").get(this::sent).register(routing);
        embed.register(routing, this::language);
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
        return pages.in(language);
    }

    private String zone() {
        return organisation.zone().getId();
    }

    private void form(ServerRequest request, ServerResponse response) {
        Texts.In in = language(request);
        pages.site()
                .sendPublic(
                        request,
                        response,
                        pages.site().render(formPage(in), form(in, SignUpForm.empty(in.language(), zone()), Map.of())));
    }

    private void signUpByForm(ServerRequest request, ServerResponse response) {
        Texts.In in = language(request);
        limit.count(clients.of(request));
        SignUpForm given = SignUpForm.of(Bodies.form(request, ReaderPages.FORM), zone());
        Map<String, String> errors = accept(given, in, pages.source(request, "form", in));
        if (errors.isEmpty()) {
            Answers.seeOther(response, "/newsletter/" + in.language() + "/sent");
        } else {
            pages.site().send(request, response, 422, formPage(in), form(in, given, errors));
        }
    }

    /** Signs up by the small form; the errors by field, none if it was taken. */
    private Map<String, String> signUp(ServerRequest request, Texts.In in, Map<String, String> fields) {
        limit.count(clients.of(request));
        return accept(SignUpForm.brief(fields, in.language(), zone()), in, pages.source(request, "embedded", in));
    }

    private Map<String, String> accept(SignUpForm given, Texts.In in, Source source) {
        return switch (subscriptions.rules().judge(given.given())) {
            case ChoiceRules.Verdict.Taken taken -> {
                if (!given.trapped()) {
                    subscriptions.signUps().signUp(taken.address(), taken.choices(), source);
                }
                yield Map.of();
            }
            case ChoiceRules.Verdict.Refused(List<ChoiceRules.Fault> faults) -> ReaderPages.errors(in, faults);
        };
    }

    private Page formPage(Texts.In in) {
        String base = organisation.newsletter() + "/newsletter/";
        return Page.of(in.language(), in.get("form.title"))
                .withDescription(in.get("form.lead", pages.organisation(in)))
                .withCanonical(base + in.language())
                .withLanguages(organisation.languages().stream()
                        .map(language -> new Page.Link(language, base + language))
                        .toList());
    }

    private Content form(Texts.In in, SignUpForm form, Map<String, String> errors) {
        Map<String, @Nullable Object> parameters = new HashMap<>();
        parameters.put("texts", in);
        parameters.put("form", form);
        parameters.put("errors", errors);
        parameters.put("organisation", organisation);
        parameters.put("languages", List.copyOf(subscriptions.languages()));
        parameters.put("topics", subscriptions.topics().choosable(in.language(), organisation.defaultLanguage()));
        return pages.template("subscribe.jte", parameters);
    }

    private void sent(ServerRequest request, ServerResponse response) {
        Texts.In in = language(request);
        pages.show(request, response, 200, in, pages.message(in, "sent"));
    }
}
