package barid.article.content;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * The picture that leads an article.
 *
 * @param media the id that its upload was answered with
 * @param alt plain text for who does not see it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Lead(String media, String alt, @Nullable String caption) {}
