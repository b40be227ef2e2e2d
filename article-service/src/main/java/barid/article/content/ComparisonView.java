package barid.article.content;

import barid.article.comparison.Comparison;
import barid.article.comparison.Difference;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * Two revisions of a text, compared.
 *
 * @param html compared as it reads
 * @param others what else differs, as it stands in each of the two
 */
record ComparisonView(
        UUID article,
        String language,
        Side from,
        Side to,
        Difference title,
        Difference summary,
        Difference html,
        List<Other> others) {

    /** One of the two. */
    record Side(int revision, Instant savedAt, String savedBy) {
        static Side of(Revision revision) {
            return new Side(revision.number(), revision.savedAt(), revision.savedBy());
        }
    }

    /** A field that is not compared by word. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Other(
            String field, @Nullable Object from, @Nullable Object to) {}

    static ComparisonView of(Revision from, Revision to) {
        String language = from.language();
        List<Other> others = new ArrayList<>();
        other("slug", from.slug(), to.slug(), others);
        other("authors", from.authors(), to.authors(), others);
        other("topics", from.topics(), to.topics(), others);
        other("lead", from.lead(), to.lead(), others);
        other("origin", from.origin(), to.origin(), others);
        other("engine", from.engine(), to.engine(), others);
        other("madeFrom", from.madeFrom(), to.madeFrom(), others);
        return new ComparisonView(
                from.article(),
                language,
                Side.of(from),
                Side.of(to),
                Comparison.ofText(language, from.title(), to.title()),
                Comparison.ofText(language, from.summary(), to.summary()),
                Comparison.ofHtml(language, from.html(), to.html()),
                others);
    }

    private static void other(String field, @Nullable Object from, @Nullable Object to, List<Other> others) {
        if (!Objects.equals(from, to)) {
            others.add(new Other(field, from, to));
        }
    }
}
