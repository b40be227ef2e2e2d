package barid.newsletter.subscriptions;

import barid.newsletter.editions.Cadence;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * The fields of choices as they were filled in, kept so that nobody fills them in twice; public because templates are
 * another package.
 */
public record ChoiceForm(
        List<String> languages,
        Set<String> topics,
        String cadence,
        String hour,
        String weekday,
        String monthday,
        String zone) {
    private static final int MOST_LINES = 20;
    private static final int LEAST_LINES = 3;
    private static final String TOPIC = "topic-";

    static ChoiceForm empty(String language, String zone) {
        return new ChoiceForm(
                List.of(language), Set.of(), Cadence.DAILY.word(), Integer.toString(Choices.HOUR), "1", "1", zone);
    }

    /** What is filled in before she changes anything. */
    static ChoiceForm of(Choices choices) {
        String day = Integer.toString(choices.day());
        return new ChoiceForm(
                choices.languages(),
                new TreeSet<>(choices.topics()),
                choices.cadence().word(),
                Integer.toString(choices.hour()),
                choices.cadence() == Cadence.WEEKLY ? day : "1",
                choices.cadence() == Cadence.MONTHLY ? day : "1",
                choices.zone());
    }

    /** What a form sent; {@code zone} is the installation's. */
    static ChoiceForm of(Map<String, String> fields, String zone) {
        Set<String> topics = new TreeSet<>();
        fields.keySet().stream()
                .filter(name -> name.startsWith(TOPIC))
                .forEach(name -> topics.add(name.substring(TOPIC.length())));
        return new ChoiceForm(
                IntStream.rangeClosed(1, MOST_LINES)
                        .mapToObj(line -> fields.getOrDefault("language" + line, ""))
                        .filter(language -> !language.isEmpty())
                        .toList(),
                topics,
                fields.getOrDefault("cadence", ""),
                fields.getOrDefault("hour", Integer.toString(Choices.HOUR)),
                fields.getOrDefault("weekday", "1"),
                fields.getOrDefault("monthday", "1"),
                fields.getOrDefault("zone", zone));
    }

    ChoiceRules.Given given(@Nullable String email) {
        Integer day = switch (cadence) {
            case "weekly" -> number(weekday);
            case "monthly" -> number(monthday);
            default -> null;
        };
        return new ChoiceRules.Given(email, languages, List.copyOf(topics), cadence, number(hour), day, zone);
    }

    private static Integer number(String text) {
        return text.matches("\\d{1,2}") ? Integer.valueOf(text) : Integer.valueOf(-1);
    }

    /** How many lines the form has for languages, of which there are {@code available}: one more than are in use. */
    public int lines(int available) {
        return Math.clamp(languages.size() + 1L, Math.min(LEAST_LINES, available), Math.min(MOST_LINES, available));
    }

    /** The language on a line of the form, or none. */
    public String language(int line) {
        return line < languages.size() ? languages.get(line) : "";
    }
}
