package barid.article.importing;

import barid.article.content.ImportResult;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.UUID;

/**
 * What became of one entry of an imported file.
 *
 * @param ordinal its place in the file, from 1
 * @param kind what the file calls it: {@code entry}, {@code post}, {@code attachment}, …
 * @param entryId the id under which it is known; null if it has none
 * @param outcome {@code taken}, {@code changed} or {@code skipped}
 * @param reasons why it was skipped, or what had to be altered to take it
 */
public record ImportLine(
        int ordinal,
        String kind,
        @Nullable String entryId,
        String title,
        String outcome,
        List<String> reasons,
        @Nullable UUID article,
        @Nullable String language) {
    /** Of an entry that is to be an article; {@code notes} say what was altered. */
    public static ImportLine of(
            int ordinal, String kind, @Nullable String entryId, String title, ImportResult result, List<String> notes) {
        return switch (result) {
            case ImportResult.Taken(UUID article, String language) ->
                new ImportLine(ordinal, kind, entryId, title, "taken", notes, article, language);
            case ImportResult.Changed(UUID article, String language) ->
                new ImportLine(ordinal, kind, entryId, title, "changed", notes, article, language);
            case ImportResult.Skipped(String reason) -> skipped(ordinal, kind, entryId, title, List.of(reason));
        };
    }

    /** Of what was taken and is no article of its own. */
    public static ImportLine taken(int ordinal, String kind, String title, List<String> notes) {
        return new ImportLine(ordinal, kind, null, title, "taken", notes, null, null);
    }

    /** Of what was left, and why. */
    public static ImportLine skipped(
            int ordinal, String kind, @Nullable String entryId, String title, List<String> reasons) {
        return new ImportLine(ordinal, kind, entryId, title, "skipped", reasons, null, null);
    }
}
