package barid.feed.publishing;

import barid.feed.entries.FeedKey;
import barid.kit.http.Endpoint;
import barid.kit.http.Problem;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpFeature;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import java.time.Duration;

/** Serves the documents from memory: compares validators, copies bytes. */
public final class FeedRoutes implements HttpFeature {
    static final Duration MAX_AGE = Duration.ofMinutes(5);

    private static final Header CACHE_CONTROL = HeaderValues.create(
            HeaderNames.CACHE_CONTROL, "public, max-age=" + MAX_AGE.toSeconds() + ", stale-while-revalidate=60");
    private static final Header ANY_ORIGIN = HeaderValues.create(HeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, "*");

    private final FeedCache feeds;
    private final FeedAnswers answers;

    public FeedRoutes(FeedCache feeds, FeedAnswers answers) {
        this.feeds = feeds;
        this.answers = answers;
    }

    @Override
    public void setup(HttpRouting.Builder routing) {
        for (FeedFormat format : FeedFormat.values()) {
            Endpoint.at("/feeds/{language}/articles." + format.extension())
                    .get((request, response) -> {
                        FeedKey feed =
                                FeedKey.articles(request.path().pathParameters().get("language"));
                        send(new FeedDocument(feed, format), request, response);
                    })
                    .register(routing);
        }
        Endpoint.at("/feeds/{language}/topics/{file}").get(this::topic).register(routing);
    }

    private void topic(ServerRequest request, ServerResponse response) {
        String language = request.path().pathParameters().get("language");
        String file = request.path().pathParameters().get("file");
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
                .header(CACHE_CONTROL)
                .header(ANY_ORIGIN)
                .header(HeaderNames.LOCATION, document.path())
                .send();
    }

    private void send(FeedDocument document, ServerRequest request, ServerResponse response) {
        answers.send(document, Audience.PUBLIC, request, response);
    }
}
