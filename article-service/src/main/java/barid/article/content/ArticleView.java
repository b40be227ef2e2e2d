package barid.article.content;

import barid.article.html.Links;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.UUID;

/**
 * An article as the API shows it.
 *
 * @param removed what the sanitiser took out of the text that was just saved
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ArticleView(
        UUID id,
        String original,
        List<TranslationView> translations,
        @Nullable List<String> removed) {

    static ArticleView forWriters(Article article, Links links, @Nullable List<String> removed) {
        return new ArticleView(
                article.id(),
                article.original(),
                article.translations().stream()
                        .map(current -> TranslationView.forWriters(current, links, article, false))
                        .toList(),
                removed);
    }

    /** The published translations alone. */
    static ArticleView forReaders(Article article, Links links) {
        return new ArticleView(
                article.id(),
                article.original(),
                article.published().translations().stream()
                        .map(current -> TranslationView.forReaders(current, links, article, false))
                        .toList(),
                null);
    }
}
