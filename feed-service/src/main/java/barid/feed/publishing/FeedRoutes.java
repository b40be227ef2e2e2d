package barid.feed.publishing;

import barid.feed.entries.FeedKey;
import barid.kit.http.Endpoint;
import barid.kit.http.Problem;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.HttpFeature;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** The public documents: feeds from memory, and the pages of their archives. */
public final class FeedRoutes implements HttpFeature {
    private static final Predicate<Method> READS = Method.predicate(Method.GET, Method.HEAD);

    private final FeedCache feeds;
    private final FeedAnswers answers;
    /** What was asked for before, by path. */
    private final Map<String, FeedDocument> known = new ConcurrentHashMap<>();

    public FeedRoutes(FeedCache feeds, FeedAnswers answers) {
        this.feeds = feeds;
        this.answers = answers;
    }

    @Override
    public void setup(HttpRouting.Builder routing) {
        routing.addFilter(this::known);
        for (FeedFormat format : FeedFormat.values()) {
            Endpoint.at("/feeds/{language}/articles." + format.extension())
                    .get((request, response) -> send(
                            new FeedDocument(FeedKey.articles(parameter(request, "language")), format),
                            request,
                            response))
                    .register(routing);
        }
        Endpoint.at("/feeds/{language}/topics/{file}").get(this::topic).register(routing);
        Endpoint.at("/feeds/{language}/archive/{page}")
                .get((request, response) -> page(FeedKey.articles(parameter(request, "language")), request, response))
                .register(routing);
        Endpoint.at("/feeds/{language}/topics/{topic}/archive/{page}")
                .get((request, response) -> page(
                        FeedKey.topic(parameter(request, "language"), parameter(request, "topic")), request, response))
                .register(routing);
    }

    /** Before routing, which tries one pattern after the other. */
    private void known(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        FeedDocument document = known.get(request.path().rawPath());
        if (document == null
                || !READS.test(request.prologue().method())
                || feeds.find(document).isEmpty()) {
            chain.proceed();
        } else {
            answers.send(document, Audience.PUBLIC, request, response);
        }
    }

    private static String parameter(ServerRequest request, String name) {
        return request.path().pathParameters().get(name);
    }

    private void topic(ServerRequest request, ServerResponse response) {
        String language = parameter(request, "language");
        String file = parameter(request, "file");
        int dot = file.lastIndexOf('.');
        FeedFormat format = FeedFormat.of(file.substring(dot + 1)).orElseThrow(Problem::notFound);
        String slug = file.substring(0, Math.max(dot, 0));
        String standing = feeds.standing(slug);
        FeedDocument document = new FeedDocument(FeedKey.topic(language, standing), format);
        if (standing.equals(slug)) {
            send(document, request, response);
            return;
        }
        if (feeds.find(document).isEmpty()) {
            throw Problem.notFound();
        }
        response.status(Status.MOVED_PERMANENTLY_301)
                .header(HeaderNames.CACHE_CONTROL, Audience.PUBLIC.cacheControl())
                .header(HeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, "*")
                .header(HeaderNames.LOCATION, document.path())
                .send();
    }

    private void send(FeedDocument document, ServerRequest request, ServerResponse response) {
        requirePublic(document.feed());
        if (feeds.isRetired(document.feed())) {
            throw Problem.of(410, "gone", "There is no such feed any longer.");
        }
        // Of the many ways to write a path only one is kept.
        if (feeds.find(document).isPresent() && request.path().rawPath().equals(document.path())) {
            known.put(document.path(), document);
        }
        answers.send(document, Audience.PUBLIC, request, response);
    }

    private void page(FeedKey feed, ServerRequest request, ServerResponse response) {
        requirePublic(feed);
        answers.sendPage(parameter(request, "page"), feed, Audience.PUBLIC, request, response);
    }

    /** The word that begins the keys of partners' feeds stands where a language is looked for. */
    private static void requirePublic(FeedKey feed) {
        if (feed.partner().isPresent()) {
            throw Problem.notFound();
        }
    }
}
