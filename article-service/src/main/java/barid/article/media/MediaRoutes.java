package barid.article.media;

import barid.article.audit.Actor;
import barid.article.audit.AuditStore;
import barid.article.conditional.EntityTags;
import barid.kit.db.Database;
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

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/** {@code POST /api/media} takes a picture, {@code GET /media/{name}} shows it. */
public final class MediaRoutes implements HttpService {
    private static final int MAX_BYTES = 20 << 20;

    private final Database database;
    private final MediaStore store;
    private final AuditStore audit;
    private final Tokens tokens;

    public MediaRoutes(Database database, MediaStore store, AuditStore audit, Tokens tokens) {
        this.database = database;
        this.store = store;
        this.audit = audit;
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
        byte[] content = Bodies.read(request, MAX_BYTES);
        // The bytes alone say what it is; a Content-Type is only what the sender believes.
        String type = Picture.sniff(content)
                .orElseThrow(() ->
                        Problem.of(415, "unsupported-media-type", "This call takes JPEG, PNG, GIF and WebP pictures."));
        Picture picture = Picture.read(type, content)
                .orElseThrow(() -> Problem.field("body", "is a picture that cannot be read"));
        Media media = new Media(sha256(content), type, content.length, picture.width(), picture.height());
        database.transactions().run(tx -> {
            store.put(tx, media, content, actor.name());
            audit.append(tx, actor, "upload", Map.of("media", media.id()));
        });
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

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
