package barid.article.content;

import barid.kit.changes.Origin;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

import java.util.List;

/** What a writer sends, before it is checked: any part may be missing. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Submission(
        @Nullable String language,
        @Nullable String title,
        @Nullable String summary,
        @Nullable String html,
        @Nullable List<@Nullable String> topics,
        @Nullable List<@Nullable String> authors,
        @Nullable String slug,
        @Nullable LeadSubmission lead,
        @Nullable Origin origin,
        @Nullable String engine,
        @Nullable Integer madeFrom) {

    /** A lead picture before it is checked. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record LeadSubmission(
            @Nullable String media,
            @Nullable String alt,
            @Nullable String caption) {}

    /** The fields that begin an article; its first text is the original, so nothing is said of origins. */
    record NewArticle(
            @Nullable String language,
            @Nullable String title,
            @Nullable String summary,
            @Nullable String html,
            @Nullable List<@Nullable String> topics,
            @Nullable List<@Nullable String> authors,
            @Nullable String slug,
            @Nullable LeadSubmission lead) {
        Submission submission() {
            return new Submission(language, title, summary, html, topics, authors, slug, lead, null, null, null);
        }
    }
}
