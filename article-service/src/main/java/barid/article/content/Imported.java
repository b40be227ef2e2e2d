package barid.article.content;

import barid.kit.changes.Origin;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An entry of another system, ready to be taken: within the limits, its HTML sanitised, its topics known here.
 *
 * @param entryId the id under which the other system's readers know it; kept for ever
 * @param slug the name it would like; another if that is taken or reserved
 * @param origin a text that joins an article of another original counts as a human translation unless a machine made it
 * @param engine only of origin {@code machine}
 * @param draft not public there; its instants then say nothing
 * @param siblings the ids of the same text in other languages; it joins the first of them that is here
 */
public record Imported(
        String entryId,
        String language,
        String title,
        String summary,
        String html,
        Optional<String> slug,
        List<String> authors,
        List<String> topics,
        Optional<Lead> lead,
        Origin origin,
        @Nullable String engine,
        Instant published,
        Instant updated,
        boolean draft,
        List<String> siblings) {
    /** The same with what another system told beside the text. */
    public Imported with(
            String name, List<String> slugs, Optional<Lead> picture, boolean unpublished, List<String> ids) {
        return new Imported(
                entryId,
                language,
                title,
                summary,
                html,
                Optional.of(name).filter(text -> !text.isBlank()),
                authors,
                slugs,
                picture,
                origin,
                engine,
                published,
                updated,
                unpublished,
                ids);
    }
}
