package barid.article.media;

import barid.article.audit.Actor;
import barid.article.conditional.EntityTags;
import barid.kit.http.Answers;
import barid.kit.http.Bodies;
import barid.kit.http.Endpoint;
import barid.kit.http.Problem;
import barid.kit.http.Tokens;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

/** {@code POST /api/media} takes a picture, {@code GET /media/{name}} shows it. */
public final class MediaRoutes implements HttpService {
    private final Uploads uploads;
    private final MediaStore store;
    private final Tokens tokens;

    public MediaRoutes(Uploads uploads, MediaStore store, Tokens tokens) {
        this.uploads = uploads;
        this.store = store;
        this.tokens = tokens;
    }

    /** The answer to an upload; {@code url} is what HTML uses. */
    record Uploaded(String id, String url, String type, long bytes, int width, int height) {}

    @Override
    public void routing(HttpRules rules) {
        Endpoint.at("/api/media").post(this::upload).register(rules);
        Endpoint.at("/media/{name}").get(this::show).readableByAnyOrigin().register(rules);
    }

    private void upload(ServerRequest request, ServerResponse response) {
        Actor actor = Actor.of(request, tokens.require(request, Tokens.Scope.WRITE));
        Bodies.query(request);
        byte[] content = Bodies.read(request, Uploads.MAX_BYTES);
        Media media = uploads.take(content, actor);
        String path = MediaPaths.path(media.id(), media.type());
        response.status(Status.CREATED_201).header(HeaderNames.LOCATION, path);
        Answers.json(
                request,
                response,
                new Uploaded(media.id(), path, media.type(), media.bytes(), media.width(), media.height()));
    }

    private void show(ServerRequest request, ServerResponse response) {
        String name = request.path().pathParameters().get("name");
        Media media = MediaPaths.id(name)
                .flatMap(store::findPublic)
                .filter(found -> MediaPaths.path(found.id(), found.type()).equals("/media/" + name))
                .orElseThrow(Problem::notFound);
        String etag = '"' + media.id() + '"';
        response.header(HeaderNames.ETAG, etag)
                .header(HeaderNames.CACHE_CONTROL, "public, max-age=31536000, immutable")
                // Pictures run nothing, even when a browser is led to take one for a page.
                .header(HeaderNames.create("Content-Security-Policy"), "default-src 'none'; sandbox");
        if (EntityTags.noneMatch(request, etag)) {
            response.status(Status.NOT_MODIFIED_304).send();
        } else {
            Answers.send(request, response, media.type(), store.content(media.id()));
        }
    }
}
