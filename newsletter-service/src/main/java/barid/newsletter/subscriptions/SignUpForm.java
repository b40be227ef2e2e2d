package barid.newsletter.subscriptions;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The form as it was filled in, kept so that nobody fills it in twice; public because templates are another package. */
public record SignUpForm(
        String email, List<String> languages, Set<String> topics, String cadence, String hour, boolean trapped) {
    /** As many languages as the form has lines for. */
    public static final int LANGUAGES = 3;

    private static final String TOPIC = "topic-";

    static SignUpForm empty(String language) {
        return new SignUpForm("", List.of(language), Set.of(), "daily", "7", false);
    }

    static SignUpForm of(Map<String, String> fields) {
        Set<String> topics = new TreeSet<>();
        fields.keySet().stream()
                .filter(name -> name.startsWith(TOPIC))
                .forEach(name -> topics.add(name.substring(TOPIC.length())));
        return new SignUpForm(
                fields.getOrDefault("email", ""),
                Stream.of("language1", "language2", "language3")
                        .map(name -> fields.getOrDefault(name, ""))
                        .filter(language -> !language.isEmpty())
                        .toList(),
                topics,
                fields.getOrDefault("cadence", ""),
                fields.getOrDefault("hour", "7"),
                !fields.getOrDefault("website", "").isEmpty());
    }

    ChoiceRules.Given given() {
        return new ChoiceRules.Given(
                email,
                languages,
                List.copyOf(topics),
                cadence,
                hour.matches("\\d{1,2}") ? Integer.valueOf(hour) : Integer.valueOf(-1),
                null,
                null);
    }

    /** The language on a line of the form, or none. */
    public String language(int line) {
        return line < languages.size() ? languages.get(line) : "";
    }
}
