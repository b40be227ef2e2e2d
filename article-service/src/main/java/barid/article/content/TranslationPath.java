package barid.article.content;

import barid.kit.http.Problem;
import barid.kit.site.Languages;
import io.helidon.webserver.http.ServerRequest;

import java.util.UUID;

/** Which translation a request's path names. */
record TranslationPath(UUID article, String language) {
    static final String PATTERN = "/api/articles/{id}/translations/{language}";

    /** Reads the path; {@link Problem} 404 if it cannot be one of a translation. */
    static TranslationPath of(ServerRequest request) {
        return new TranslationPath(
                ArticleReads.id(request).orElseThrow(Problem::notFound),
                Languages.canonical(request.path().pathParameters().get("language"))
                        .orElseThrow(Problem::notFound));
    }

    @Override
    public String toString() {
        return "/api/articles/" + article + "/translations/" + language;
    }
}
