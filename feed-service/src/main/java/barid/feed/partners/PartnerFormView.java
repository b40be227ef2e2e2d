package barid.feed.partners;

import java.util.List;
import java.util.Map;

/**
 * The form of what is agreed, filled as it was sent or as it stands.
 *
 * @param back where the form is left without a change
 * @param faults by field, in words of the page's language
 */
public record PartnerFormView(
        boolean fresh,
        String action,
        String back,
        String id,
        String name,
        String contact,
        String rights,
        String limit,
        List<Choice> languages,
        List<Choice> topics,
        Map<String, String> faults) {

    /** One box to tick; {@code language} is that of the label. */
    public record Choice(String field, String label, String language, String direction, boolean ticked) {}

    /** What is wrong with the field, or empty. */
    public String fault(String field) {
        return faults.getOrDefault(field, "");
    }
}
