package barid.newsletter.editions;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;

/**
 * What the page of an edition shows; public because templates are another package.
 *
 * @param kicker what stands above the title, or below it as its date
 * @param note the editor's, paragraph by paragraph
 * @param older the address of the articles that follow these
 */
public record EditionPage(
        String title,
        String kicker,
        List<String> note,
        List<EditionItems.Item> items,
        List<EditionItems.Note> notes,
        Optional<String> older) {
    static EditionPage of(
            String title, String kicker, @Nullable String note, EditionItems.Shown shown, Optional<String> older) {
        List<String> paragraphs = note == null
                ? List.of()
                : note.lines()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty())
                        .toList();
        return new EditionPage(title, kicker, paragraphs, shown.items(), shown.notes(), older);
    }
}
