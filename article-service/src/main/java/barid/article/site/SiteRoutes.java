package barid.article.site;

import barid.article.feedback.SurveyForm;
import barid.article.html.EmbedPolicy;
import barid.article.media.MediaStore;
import barid.kit.http.Answers;
import barid.kit.http.Endpoint;
import barid.kit.http.Problem;
import barid.kit.site.Languages;
import barid.kit.site.Site;
import io.helidon.dbclient.DbClient;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The pages that readers see; {@code /} leads to the best language. Register after all narrower paths. */
public final class SiteRoutes implements HttpService {
    private static final String BEFORE = "before=";

    private final Site site;
    private final SiteStore store;
    private final SitePages pages;

    /** {@code survey} stands at the foot of every page. */
    public SiteRoutes(Site site, DbClient db, MediaStore media, SurveyForm survey) {
        this.site = site;
        this.store = new SiteStore(db);
        this.pages = new SitePages(site, store, media, survey);
    }

    @Override
    public void routing(HttpRules rules) {
        site.register(rules);
        Endpoint.at("/").get(this::root).register(rules);
        Endpoint.at("/{language}").get(this::home).register(rules);
        Endpoint.at("/{language}/articles/{slug}").get(this::article).register(rules);
        Endpoint.at("/{language}/topics/{slug}").get(this::topic).register(rules);
    }

    private void root(ServerRequest request, ServerResponse response) {
        String language = Languages.preferred(
                request.headers().first(HeaderNames.ACCEPT_LANGUAGE),
                site.organisation().languages(),
                site.organisation().defaultLanguage());
        response.header(HeaderNames.VARY, "Accept-Language").header(HeaderNames.CACHE_CONTROL, "no-cache");
        Answers.seeOther(response, Paths.home(language));
    }

    private void home(ServerRequest request, ServerResponse response) {
        String given = parameter(request, "language");
        String language = language(given);
        if (language.equals(given)) {
            site.sendPublic(request, response, pages.home(language, before(request)));
        } else {
            moved(response, Paths.home(language));
        }
    }

    private void article(ServerRequest request, ServerResponse response) {
        String language = language(parameter(request, "language"));
        PublicArticle article =
                store.article(language, parameter(request, "slug")).orElseThrow(Problem::notFound);
        if (article.withdrawal().isPresent()) {
            site.send(request, response, Status.GONE_410.code(), pages.withdrawn(article));
        } else if (stands(request, language, article.slug())) {
            site.sendPublic(request, response, pages.article(article), EmbedPolicy.of(article.html()));
        } else {
            moved(response, Paths.article(language, article.slug()));
        }
    }

    private void topic(ServerRequest request, ServerResponse response) {
        String language = language(parameter(request, "language"));
        String slug = parameter(request, "slug");
        Topic topic = Optional.ofNullable(store.topics(List.of(slug)).get(slug)).orElseThrow(Problem::notFound);
        if (stands(request, language, topic.slug())) {
            site.sendPublic(request, response, pages.topic(topic, language, before(request)));
        } else {
            moved(response, Paths.topic(language, topic.slug()));
        }
    }

    /** Whether the request came to the canonical form of both language and name. */
    private static boolean stands(ServerRequest request, String language, String slug) {
        return parameter(request, "language").equals(language)
                && parameter(request, "slug").equals(slug);
    }

    private String language(String given) {
        String language = Languages.canonical(given).orElseThrow(Problem::notFound);
        if (site.organisation().languages().contains(language) || store.everSpoken(language)) {
            return language;
        }
        throw Problem.notFound();
    }

    /** Read by hand: what others append to our addresses (utm_source and the like) must never make a page fail. */
    private static Optional<Keyset> before(ServerRequest request) {
        return Arrays.stream(request.query().rawValue().split("&", -1))
                .filter(pair -> pair.startsWith(BEFORE))
                .findFirst()
                .map(pair -> Keyset.of(pair.substring(BEFORE.length())).orElseThrow(Problem::notFound));
    }

    private static String parameter(ServerRequest request, String name) {
        return request.path().pathParameters().get(name);
    }

    private static void moved(ServerResponse response, String location) {
        response.status(Status.MOVED_PERMANENTLY_301)
                .header(HeaderNames.CACHE_CONTROL, "public, max-age=60")
                .header(HeaderNames.LOCATION, location)
                .send();
    }
}
