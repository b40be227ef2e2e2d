package barid.feed.directory;

import barid.feed.publishing.FeedCache;
import barid.feed.publishing.FeedLink;
import barid.kit.http.Answers;
import barid.kit.http.Endpoint;
import barid.kit.http.Problem;
import barid.kit.site.Organisation;
import barid.kit.site.Page;
import barid.kit.site.Site;
import barid.kit.site.Texts;
import gg.jte.Content;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.HttpFeature;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** {@code /feeds/{language}}, and {@code /feeds}, which leads to the reader's own. */
public final class DirectoryRoutes implements HttpFeature {
    private final Site site;
    private final FeedCache feeds;
    private final Texts texts = Texts.beside(DirectoryRoutes.class);
    private final TemplateEngine templates =
            TemplateEngine.createPrecompiled(null, ContentType.Html, null, "barid.feed.templates");

    public DirectoryRoutes(Site site, FeedCache feeds) {
        this.site = site;
        this.feeds = feeds;
    }

    @Override
    public void setup(HttpRouting.Builder routing) {
        Endpoint.at("/feeds").get(this::choose).register(routing);
        Endpoint.at("/feeds/{language}").get(this::show).register(routing);
    }

    private void choose(ServerRequest request, ServerResponse response) {
        String accepted = request.headers().first(HeaderNames.ACCEPT_LANGUAGE).orElse("");
        response.header(HeaderNames.VARY, "Accept-Language");
        Answers.seeOther(response, "/feeds/" + bestLanguage(site.organisation(), accepted));
    }

    /** The configured language that the reader likes best (RFC 4647, lookup), else the default. */
    static String bestLanguage(Organisation organisation, String accepted) {
        try {
            String best = Locale.lookupTag(Locale.LanguageRange.parse(accepted), organisation.languages());
            return best == null ? organisation.defaultLanguage() : best;
        } catch (IllegalArgumentException e) {
            return organisation.defaultLanguage();
        }
    }

    private void show(ServerRequest request, ServerResponse response) {
        String language = request.path().pathParameters().get("language");
        List<FeedLink> links = feeds.links(language);
        if (links.isEmpty()) {
            throw Problem.notFound();
        }
        Texts.In words = texts.in(language, site.organisation().fallback());
        Page page = new Page(
                language,
                words.get("title"),
                Optional.of(words.get("description", site.organisation().name(language))),
                Optional.of(site.organisation().feeds() + "/feeds/" + language),
                others(),
                others(),
                links.stream()
                        .map(link -> new Page.Feed(link.mediaType(), link.title(), language, link.url()))
                        .toList(),
                Optional.empty(),
                false);
        Content main = output -> templates.render(
                "directory.jte",
                Map.of(
                        "words",
                        words,
                        "links",
                        links,
                        "publisher",
                        site.organisation().name(language)),
                output);
        site.sendPublic(request, response, site.render(page, main));
    }

    private List<Page.Link> others() {
        return feeds.languages().stream()
                .map(language -> new Page.Link(language, site.organisation().feeds() + "/feeds/" + language))
                .toList();
    }
}
