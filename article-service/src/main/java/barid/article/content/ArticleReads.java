package barid.article.content;

import barid.article.conditional.JsonAnswers;
import barid.article.html.Links;
import barid.kit.http.Answers;
import barid.kit.http.Bodies;
import barid.kit.http.Problem;
import barid.kit.http.Tokens;
import barid.kit.site.Languages;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import java.util.List;
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
            JsonAnswers.revalidated(request, response, view);
        }
    }

    void translation(ServerRequest request, ServerResponse response) {
        Bodies.query(request);
        vary(response);
        UUID id = id(request).orElseThrow(Problem::notFound);
        String language = Languages.canonical(request.path().pathParameters().get("language"))
                .orElseThrow(Problem::notFound);
        if (tokens.allows(request, Tokens.Scope.WRITE)) {
            Article article = articles.find(id, language).orElseThrow(Problem::notFound);
            Current current = article.in(language).orElseThrow(Problem::notFound);
            response.header(HeaderNames.ETAG, current.etag()).header(HeaderNames.CACHE_CONTROL, "no-store");
            Answers.json(request, response, TranslationView.forWriters(current, links, article, true));
        } else {
            Article article = articles.findPublic(id, language).orElseThrow(Problem::notFound);
            Current current = article.in(language).orElseThrow(Problem::notFound);
            if (current.translation().state() != State.PUBLISHED) {
                throw hidden(current);
            }
            JsonAnswers.revalidated(request, response, TranslationView.forReaders(current, links, article, true));
        }
    }

    /** A translation as its writers see it; it may be the one that was just deleted. */
    TranslationView view(Current current) {
        Translation translation = current.translation();
        Article article = articles.find(translation.article(), translation.language())
                .orElseGet(() -> new Article(translation.article(), translation.language(), List.of(current)));
        return TranslationView.forWriters(current, links, article, true);
    }

    /** 412 with the text that stands, and its tag. */
    Problem refused(Current current) {
        return Problem.of(412, "precondition-failed", "The text is not the one that this was written for.")
                .with("current", view(current))
                .withHeader("ETag", current.etag());
    }

    /** 412 with both texts: the one that stands, if any does, and the one that was not stored. */
    Problem refused(Optional<Current> current, Object submission) {
        return current.map(this::refused)
                .orElseGet(
                        () -> Problem.of(412, "precondition-failed", "There is no text yet that this could replace."))
                .with("refused", submission);
    }

    /** What was public once is gone, with the reason; what never was does not exist. */
    private static Problem hidden(Current current) {
        String reason = current.translation().withdrawnReason();
        return reason == null
                ? Problem.notFound()
                : Problem.of(410, "withdrawn", "This text was withdrawn.").with("reason", reason);
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
