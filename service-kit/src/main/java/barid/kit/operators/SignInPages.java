package barid.kit.operators;

import barid.kit.site.Languages;
import barid.kit.site.Page;
import barid.kit.site.Site;
import barid.kit.site.Texts;
import gg.jte.Content;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The sign-in form, and the bar that the operators' pages share. */
final class SignInPages {
    private final Site site;
    private final String prefix;
    private final List<String> languages;
    private final Texts texts = Texts.beside(SignInPages.class);
    private final TemplateEngine templates =
            TemplateEngine.createPrecompiled(null, ContentType.Html, null, "barid.kit.templates");

    SignInPages(Site site, String prefix) {
        this.site = site;
        this.prefix = prefix;
        List<String> spoken = new ArrayList<>(site.organisation().languages());
        spoken.retainAll(Texts.LANGUAGES);
        Texts.LANGUAGES.stream().sorted().filter(tag -> !spoken.contains(tag)).forEach(spoken::add);
        this.languages = List.copyOf(spoken);
    }

    List<String> languages() {
        return languages;
    }

    String preferred(ServerRequest request) {
        return Languages.preferred(
                request.headers().first(HeaderNames.ACCEPT_LANGUAGE),
                languages,
                site.organisation().fallback());
    }

    /** {@code formToken} and {@code next} travel in the form; {@code outcome} is what came of the one before, or empty. */
    void send(ServerRequest request, ServerResponse response, String formToken, String next, String outcome) {
        String language = request.query()
                .first("language")
                .asOptional()
                .filter(languages::contains)
                .orElseGet(() -> languageOf(next, request));
        Texts.In words = texts.in(language, site.organisation().fallback());
        String address = prefix + "/sign-in?next=" + URLEncoder.encode(next, StandardCharsets.UTF_8) + "&language=";
        Page page = Page.of(language, words.get("title"))
                .withLanguages(languages.stream()
                        .map(tag -> new Page.Link(tag, address + tag))
                        .toList())
                .outOfSearch();
        Map<String, Object> parameters =
                Map.of("words", words, "prefix", prefix, "formToken", formToken, "next", next, "outcome", outcome);
        response.header(HeaderNames.VARY, "Accept-Language");
        site.send(
                request,
                response,
                outcome.equals("refused") ? 403 : 200,
                page,
                output -> templates.render("signIn.jte", parameters, output));
    }

    /** The language of the page that is asked for, if it names one in its path. */
    private String languageOf(String next, ServerRequest request) {
        String rest = next.substring(prefix.length());
        return languages.stream()
                .filter(tag -> rest.equals("/" + tag) || rest.startsWith("/" + tag + "/"))
                .findFirst()
                .orElseGet(() -> preferred(request));
    }

    Content bar(OperatorSession session, String language) {
        Map<String, Object> parameters = Map.of(
                "words", texts.in(language, site.organisation().fallback()), "prefix", prefix, "session", session);
        return output -> templates.render("operatorBar.jte", parameters, output);
    }
}
