package barid.article.search;

import barid.kit.http.Answers;
import barid.kit.http.Bodies;
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
import org.jspecify.annotations.Nullable;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Search as an API and as a page. Register before the site's wider paths. */
public final class SearchRoutes implements HttpService {
    private static final int DEFAULT_HITS = 20;
    private static final int MOST_HITS = 100;
    private static final int PAGE = 10;
    /** Of a field; the web server has no name for it. */
    private static final int REFUSED = 422;

    private final Site site;
    private final SearchStore store;
    private final Search search;
    private final SearchPages pages;

    public SearchRoutes(Site site, DbClient db, InstantSource clock) {
        this.site = site;
        this.store = new SearchStore(db);
        this.search = new Search(store, site.organisation().defaultLanguage(), clock);
        this.pages = new SearchPages(site);
    }

    @Override
    public void routing(HttpRules rules) {
        Endpoint.at("/api/search").get(this::answer).readableByAnyOrigin().register(rules);
        Endpoint.at("/{language}/search").get(this::page).register(rules);
    }

    /** The API's answer; {@code url} is absolute. */
    record Answer(
            String language,
            String q,
            int found,
            boolean more,
            String matching,
            List<Item> hits,
            @Nullable String next,
            List<String> suggestions) {
        record Item(
                UUID article,
                String language,
                String url,
                List<Part> title,
                List<Part> snippet,
                Instant published,
                List<String> topics) {}
    }

    private void answer(ServerRequest request, ServerResponse response) {
        Bodies.query(request, "language", "q", "after", "limit");
        String given = value(request, "language").orElseThrow(() -> Problem.field("language", "is missing"));
        String language = Languages.canonical(given)
                .orElseThrow(() -> Problem.field("language", "is not a language tag that is known"));
        String q = value(request, "q").orElseThrow(() -> Problem.field("q", "is missing"));
        Optional<SearchMark> after = value(request, "after")
                .map(text -> SearchMark.of(text)
                        .orElseThrow(() -> Problem.malformed("The mark given as after is not one of this call.")));
        SearchResult result = search.find(Search.question(language, q), after, limit(request));
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        Answers.json(request, response, toAnswer(language, q, result));
    }

    private Answer toAnswer(String language, String q, SearchResult result) {
        return new Answer(
                language,
                q,
                result.found(),
                result.more(),
                result.matching().word(),
                result.hits().stream().map(this::item).toList(),
                result.next().orElse(null),
                result.suggestions());
    }

    private Answer.Item item(Hit hit) {
        return new Answer.Item(
                hit.article(),
                hit.language(),
                site.organisation().articles() + hit.path(),
                hit.title(),
                hit.snippet(),
                hit.published(),
                hit.topics().stream().map(Hit.TopicLink::slug).toList());
    }

    private static int limit(ServerRequest request) {
        return value(request, "limit")
                .map(text -> {
                    if (!text.matches("[0-9]{1,4}")
                            || Integer.parseInt(text) < 1
                            || Integer.parseInt(text) > MOST_HITS) {
                        throw Problem.malformed("The limit is not a number from 1 to " + MOST_HITS + ".");
                    }
                    return Integer.parseInt(text);
                })
                .orElse(DEFAULT_HITS);
    }

    private void page(ServerRequest request, ServerResponse response) {
        String given = request.path().pathParameters().get("language");
        String language = Languages.canonical(given).orElseThrow(Problem::notFound);
        if (!site.organisation().languages().contains(language) && !store.everSpoken(language)) {
            throw Problem.notFound();
        }
        String q = value(request, "q").orElse("").strip();
        try {
            SearchQuery query = Search.question(language, q);
            Optional<SearchMark> after = value(request, "after").flatMap(SearchMark::of);
            SearchResult result = search.find(query, after, PAGE);
            site.send(request, response, Status.OK_200.code(), pages.results(language, q, result, after.isPresent()));
        } catch (Problem refused) {
            if (refused.status() != REFUSED) {
                throw refused;
            }
            site.send(request, response, refused.status(), pages.tooLong(language, q));
        }
    }

    /** Read by hand: a form writes spaces as +, and what others append to our addresses must never make a page fail. */
    private static Optional<String> value(ServerRequest request, String name) {
        return Arrays.stream(request.query().rawValue().split("&", -1))
                .filter(pair -> pair.startsWith(name + "="))
                .findFirst()
                .map(pair -> {
                    try {
                        return URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8);
                    } catch (IllegalArgumentException e) {
                        throw Problem.malformed("The query is not URL-encoded.");
                    }
                });
    }
}
