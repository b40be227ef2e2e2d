package barid.article.content;

import barid.article.conditional.EntityTags;
import barid.article.html.Links;
import barid.kit.http.Answers;
import barid.kit.http.Bodies;
import barid.kit.http.Json;
import barid.kit.http.Problem;
import barid.kit.http.Tokens;
import barid.kit.site.Languages;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;

/** Reading through the API: readers see what is public, a writer's token shows the newest saved text. */
final class ArticleReads {
    private final Articles articles;
    private final Links links;
    private final Tokens tokens;

    ArticleReads(Articles articles, Links links, Tokens tokens) {
        this.articles = articles;
        this.links = links;
        this.tokens = tokens;
    }

    void article(ServerRequest request, ServerResponse response) {
        Bodies.query(request);
        vary(response);
        UUID id = id(request).orElseThrow(Problem::notFound);
        if (tokens.allows(request, Tokens.Scope.WRITE)) {
            Article article = articles.find(id).orElseThrow(Problem::notFound);
            response.header(HeaderNames.CACHE_CONTROL, "no-store");
            Answers.json(request, response, ArticleView.forWriters(article, links, null));
        } else {
            Article article = articles.findPublic(id).orElseThrow(Problem::notFound);
            ArticleView view = ArticleView.forReaders(article, links);
            if (view.translations().isEmpty()) {
                throw article.translations().stream()
                        .findFirst()
                        .map(ArticleReads::hidden)
                        .orElseGet(Problem::notFound);
            }
            answerReader(request, response, view);
        }
    }

    void translation(ServerRequest request, ServerResponse response) {
        Bodies.query(request);
        vary(response);
        UUID id = id(request).orElseThrow(Problem::notFound);
        String language = Languages.canonical(request.path().pathParameters().get("language"))
                .orElseThrow(Problem::notFound);
        if (tokens.allows(request, Tokens.Scope.WRITE)) {
            Current current =
                    articles.find(id).flatMap(article -> article.in(language)).orElseThrow(Problem::notFound);
            response.header(HeaderNames.ETAG, current.etag()).header(HeaderNames.CACHE_CONTROL, "no-store");
            Answers.json(request, response, view(current));
        } else {
            Current current = articles.findPublic(id)
                    .flatMap(article -> article.in(language))
                    .orElseThrow(Problem::notFound);
            if (current.translation().state() != State.PUBLISHED) {
                throw hidden(current);
            }
            answerReader(request, response, TranslationView.forReaders(current, links));
        }
    }

    /** A translation as its writers see it. */
    TranslationView view(Current current) {
        Integer originalRevision = current.newest().madeFrom() == null
                ? null
                : articles.find(current.translation().article())
                        .flatMap(article -> article.in(article.original()))
                        .map(original -> original.translation().publicRevision())
                        .orElse(null);
        return TranslationView.forWriters(current, links, originalRevision);
    }

    /** What was public once is gone, with the reason; what never was does not exist. */
    private static Problem hidden(Current current) {
        String reason = current.translation().withdrawnReason();
        return reason == null
                ? Problem.notFound()
                : Problem.of(410, "withdrawn", "This text was withdrawn.").with("reason", reason);
    }

    /** The tag is made of what is shown alone, so that a save which is not public moves nothing. */
    private static void answerReader(ServerRequest request, ServerResponse response, Object view) {
        byte[] body = Json.write(view);
        String etag = '"' + digest(body) + '"';
        response.header(HeaderNames.ETAG, etag).header(HeaderNames.CACHE_CONTROL, "no-cache");
        if (EntityTags.noneMatch(request, etag)) {
            response.status(Status.NOT_MODIFIED_304).send();
        } else {
            Answers.send(request, response, "application/json", body);
        }
    }

    private static String digest(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void vary(ServerResponse response) {
        response.header(HeaderNames.VARY, "Authorization");
    }

    static Optional<UUID> id(ServerRequest request) {
        String text = request.path().pathParameters().get("id");
        try {
            UUID id = UUID.fromString(text);
            return id.toString().equals(text) ? Optional.of(id) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
