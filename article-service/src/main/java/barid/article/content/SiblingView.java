package barid.article.content;

import barid.article.html.Links;
import barid.kit.changes.Origin;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/**
 * Another translation of the same article, without its text.
 *
 * @param state for writers alone, as is {@code madeFrom}: readers are told of published ones only
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SiblingView(
        String language,
        @Nullable State state,
        int revision,
        Origin origin,
        @Nullable String engine,
        @Nullable Integer madeFrom,
        @Nullable Boolean stale,
        String title,
        String slug,
        String url,
        @Nullable Instant published,
        @Nullable Instant updated) {

    static List<SiblingView> forWriters(Article article, String language, Links links) {
        return others(
                article,
                language,
                current -> of(
                        current,
                        current.translation().state(),
                        current.newest().madeFrom(),
                        Freshness.forWriters(article, current.newest()),
                        links));
    }

    static List<SiblingView> forReaders(Article article, String language, Links links) {
        return others(
                article.published(),
                language,
                current -> of(current, null, null, Freshness.forReaders(article, current.newest()), links));
    }

    private static List<SiblingView> others(Article article, String language, Function<Current, SiblingView> view) {
        return article.translations().stream()
                .filter(current -> !current.translation().language().equals(language))
                .map(view)
                .toList();
    }

    private static SiblingView of(
            Current current, @Nullable State state, @Nullable Integer madeFrom, @Nullable Boolean stale, Links links) {
        Translation translation = current.translation();
        Revision text = current.newest();
        return new SiblingView(
                translation.language(),
                state,
                text.number(),
                text.origin(),
                text.engine(),
                madeFrom,
                stale,
                text.title(),
                text.slug(),
                links.article(translation.language(), text.slug()),
                translation.published(),
                translation.updated());
    }
}
