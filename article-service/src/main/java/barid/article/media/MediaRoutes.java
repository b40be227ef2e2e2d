package barid.article.media;

import barid.article.audit.Actor;
import barid.kit.http.Answers;
import barid.kit.http.Bodies;
import barid.kit.http.Endpoint;
import barid.kit.http.Problem;
import barid.kit.http.Tokens;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.helidon.common.parameters.Parameters;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import org.jspecify.annotations.Nullable;

import java.util.List;

/** {@code /api/media}: pictures for writers, to upload, choose and delete. */
public final class MediaRoutes implements HttpService {
    private static final int MAX_PAGE = 100;
    private static final int PAGE = 20;
    private static final int REFERENCES = 100;

    private final Uploads uploads;
    private final MediaStore store;
    private final Tokens tokens;
    private final MediaFiles files;

    public MediaRoutes(Uploads uploads, MediaStore store, ContentStore contents, Tokens tokens) {
        this.uploads = uploads;
        this.store = store;
        this.tokens = tokens;
        this.files = new MediaFiles(store, contents);
    }

    /** A page of the list; {@code next} is what {@code after} takes for the one that follows. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record MediaPage(List<MediaView> media, @Nullable String next) {}

    @Override
    public void routing(HttpRules rules) {
        Endpoint.at("/api/media").get(this::list).post(this::upload).register(rules);
        Endpoint.at("/api/media/{id}").get(this::one).delete(this::delete).register(rules);
        Endpoint.at("/media/{name}").get(files::show).readableByAnyOrigin().register(rules);
    }

    private void upload(ServerRequest request, ServerResponse response) {
        Actor actor = writer(request);
        Bodies.query(request);
        Media media = uploads.take(Bodies.read(request, Uploads.MAX_BYTES), actor);
        response.status(Status.CREATED_201).header(HeaderNames.LOCATION, "/api/media/" + media.id());
        answer(request, response, MediaView.of(media));
    }

    private void list(ServerRequest request, ServerResponse response) {
        writer(request);
        Parameters query = Bodies.query(request, "after", "limit");
        int limit = query.first("limit").asOptional().map(MediaRoutes::limit).orElse(PAGE);
        MediaMark after =
                query.first("after").asOptional().map(MediaMark::parse).orElse(MediaMark.START);
        List<MediaStore.Entry> found = store.newest(after.at(), after.id(), limit + 1);
        List<MediaStore.Entry> shown = found.subList(0, Math.min(limit, found.size()));
        answer(
                request,
                response,
                new MediaPage(
                        shown.stream().map(entry -> MediaView.of(entry, null)).toList(),
                        found.size() <= limit
                                ? null
                                : new MediaMark(
                                                shown.getLast().createdAt(),
                                                shown.getLast().id())
                                        .text()));
    }

    private static int limit(String text) {
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= MAX_PAGE) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // refused below
        }
        throw Problem.malformed("limit is a number from 1 to " + MAX_PAGE + ".");
    }

    private void one(ServerRequest request, ServerResponse response) {
        writer(request);
        Bodies.query(request);
        MediaStore.Entry entry = store.entry(id(request)).orElseThrow(Problem::notFound);
        answer(request, response, MediaView.of(entry, store.references(entry.id(), REFERENCES)));
    }

    private void delete(ServerRequest request, ServerResponse response) {
        Actor actor = writer(request);
        Bodies.query(request);
        uploads.delete(store.find(id(request)).orElseThrow(Problem::notFound), actor);
        response.status(Status.NO_CONTENT_204).send();
    }

    private static String id(ServerRequest request) {
        return request.path().pathParameters().get("id");
    }

    private Actor writer(ServerRequest request) {
        return Actor.of(request, tokens.require(request, Tokens.Scope.WRITE));
    }

    private static void answer(ServerRequest request, ServerResponse response, Object view) {
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        Answers.json(request, response, view);
    }
}
