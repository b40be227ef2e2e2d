package barid.article.content;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The work with its translations.
 *
 * @param original the language of the original
 * @param translations ordered by language tag, each with the text that its reader may see
 */
public record Article(UUID id, String original, List<Current> translations) {
    /** The same with what is published alone. */
    Article published() {
        return new Article(
                id,
                original,
                translations.stream()
                        .filter(current -> current.translation().state() == State.PUBLISHED)
                        .toList());
    }

    Optional<Current> in(String language) {
        return translations.stream()
                .filter(current -> current.translation().language().equals(language))
                .findFirst();
    }
}
