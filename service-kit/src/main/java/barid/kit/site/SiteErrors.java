package barid.kit.site;

import barid.kit.http.Problem;
import barid.kit.http.ProblemFeature;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Refusals as pages, in the reader's language: what happened, and where to go next. */
public final class SiteErrors implements ProblemFeature.ErrorPages {
    /** A language stands first in article-service's paths and second in the others': {@code /newsletter/fr}. */
    private static final int SEGMENTS_WITH_LANGUAGE = 2;

    private final Site site;
    private final Texts texts = Texts.beside(Site.class);
    private final TemplateEngine templates =
            TemplateEngine.createPrecompiled(null, ContentType.Html, null, "barid.kit.templates");

    public SiteErrors(Site site) {
        this.site = site;
    }

    @Override
    public Optional<byte[]> page(ServerRequest request, Problem problem) {
        Organisation organisation = site.organisation();
        String language = language(request);
        Texts.In words = texts.in(language, organisation.fallback());
        String kind = kind(problem.status());
        Page page = Page.of(words.language(), words.get("error." + kind + ".title"))
                .withLanguages(homes(organisation))
                .outOfSearch();
        Map<String, Object> parameters = Map.of(
                "texts",
                words,
                "kind",
                kind,
                "incident",
                problem.incident(),
                "home",
                organisation.articles() + "/" + language);
        return Optional.of(site.render(page, output -> templates.render("error.jte", parameters, output)));
    }

    @Override
    public String policy() {
        return site.policy();
    }

    private static List<Page.Link> homes(Organisation organisation) {
        return organisation.languages().stream()
                .map(language -> new Page.Link(language, organisation.articles() + "/" + language))
                .toList();
    }

    private static String kind(int status) {
        return switch (status) {
            case 401, 403 -> "forbidden";
            case 404 -> "not-found";
            case 410 -> "gone";
            case 413 -> "too-large";
            case 429 -> "too-many";
            case 503 -> "unavailable";
            default -> status >= 500 ? "unexpected" : "malformed";
        };
    }

    private String language(ServerRequest request) {
        List<String> spoken = new ArrayList<>(site.organisation().languages());
        Texts.LANGUAGES.stream().sorted().filter(tag -> !spoken.contains(tag)).forEach(spoken::add);
        return Arrays.stream(request.path().path().split("/", -1))
                .skip(1)
                .limit(SEGMENTS_WITH_LANGUAGE)
                .filter(spoken::contains)
                .findFirst()
                .orElseGet(() -> Languages.preferred(
                        request.headers().first(HeaderNames.ACCEPT_LANGUAGE),
                        site.organisation().languages(),
                        site.organisation().fallback()));
    }
}
