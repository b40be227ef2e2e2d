package barid.newsletter.console;

import io.helidon.common.parameters.Parameters;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Which readers a list holds; an empty text lets all through. */
public record SubscriberFilter(String state, String language, String cadence, String topic) {
    private static final int LONGEST = 100;

    static SubscriberFilter of(Parameters query) {
        return new SubscriberFilter(
                one(query, "state"), one(query, "language"), one(query, "cadence"), one(query, "topic"));
    }

    private static String one(Parameters query, String name) {
        String given = query.first(name).orElse("");
        return given.length() > LONGEST ? "" : given;
    }

    /** Whether it lets all through. */
    public boolean none() {
        return equals(new SubscriberFilter("", "", "", ""));
    }

    /** The query of a page that is filtered so, from {@code after} on; empty for the first page of all. */
    String query(String after) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("state", state);
        fields.put("language", language);
        fields.put("cadence", cadence);
        fields.put("topic", topic);
        fields.put("after", after);
        String query = fields.entrySet().stream()
                .filter(field -> !field.getValue().isEmpty())
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return query.isEmpty() ? "" : "?" + query;
    }
}
