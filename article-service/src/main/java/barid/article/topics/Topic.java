package barid.article.topics;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A subject that articles name.
 *
 * @param names by language, at least one
 * @param mergedInto the topic that it counts as; that one may be merged itself
 */
public record Topic(
        String slug,
        SortedMap<String, String> names,
        @JsonProperty("mergedInto") @Nullable String mergedInto) {
    static Topic of(String slug, Map<String, String> names) {
        return new Topic(slug, new TreeMap<>(names), null);
    }
}
