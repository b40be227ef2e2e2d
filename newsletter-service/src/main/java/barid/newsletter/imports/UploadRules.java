package barid.newsletter.imports;

import barid.kit.http.Problem;
import barid.kit.site.Organisation;
import barid.newsletter.subscriptions.ChoiceRules;
import org.jspecify.annotations.Nullable;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tells whether what an operator says of a file can be taken. */
final class UploadRules {
    private static final int LONGEST_CONSENT = 500;
    private static final int LONGEST_NAME = 300;

    private final Organisation organisation;

    UploadRules(Organisation organisation) {
        this.organisation = organisation;
    }

    /** What was taken, and what was refused: a field and the name of the rule. */
    record Judged(Optional<Upload> upload, List<ChoiceRules.Fault> faults) {}

    /** {@code fields} as a form or a query has them; what is blank counts as left out. */
    Judged judge(Map<String, String> fields, boolean dryRun, ChoiceRules rules) {
        List<ChoiceRules.Fault> faults = new ArrayList<>();
        String consent = line("consent", fields, LONGEST_CONSENT, faults);
        if (consent.isEmpty()) {
            faults.add(new ChoiceRules.Fault("consent", "consent"));
        }
        String name = line("name", fields, LONGEST_NAME, faults);
        Defaults defaults = new Defaults(
                words(fields, "languages").isEmpty()
                        ? List.of(organisation.defaultLanguage())
                        : words(fields, "languages"),
                words(fields, "topics"),
                given(fields, "cadence").orElse("daily"),
                number(fields, "hour"),
                number(fields, "day"),
                given(fields, "zone").orElse(null));
        Optional<Charset> charset = charset(fields, faults);
        List<ColumnMeaning> columns = columns(fields, faults);
        return switch (rules.choose(choices(defaults))) {
            case ChoiceRules.Chosen.Taken taken
            when faults.isEmpty() ->
                new Judged(
                        Optional.of(new Upload(
                                name.isEmpty() ? "upload.csv" : name, consent, defaults, charset, columns, dryRun)),
                        List.of());
            case ChoiceRules.Chosen.Taken taken -> new Judged(Optional.empty(), faults);
            case ChoiceRules.Chosen.Refused(List<ChoiceRules.Fault> more) -> {
                faults.addAll(more);
                yield new Judged(Optional.empty(), faults);
            }
        };
    }

    private static ChoiceRules.Given choices(Defaults defaults) {
        return new ChoiceRules.Given(
                null,
                defaults.languages(),
                defaults.topics(),
                defaults.cadence(),
                defaults.hour(),
                defaults.day(),
                defaults.zone());
    }

    private static String line(String field, Map<String, String> fields, int longest, List<ChoiceRules.Fault> faults) {
        // A text area breaks lines where nobody meant to.
        String text = given(fields, field).orElse("").replaceAll("\\s*\\R\\s*", " ");
        if (text.length() > longest || text.codePoints().anyMatch(Character::isISOControl)) {
            faults.add(new ChoiceRules.Fault(field, field + ".line"));
        }
        return text;
    }

    private static Optional<Charset> charset(Map<String, String> fields, List<ChoiceRules.Fault> faults) {
        Optional<String> name = given(fields, "charset");
        try {
            if (name.isEmpty() || Charset.isSupported(name.get())) {
                return name.map(Charset::forName);
            }
        } catch (IllegalCharsetNameException e) {
            // Refused like one that is merely not known.
        }
        faults.add(new ChoiceRules.Fault("charset", "charset"));
        return Optional.empty();
    }

    private static List<ColumnMeaning> columns(Map<String, String> fields, List<ChoiceRules.Fault> faults) {
        try {
            return meanings(words(fields, "columns"));
        } catch (Problem e) {
            faults.add(new ChoiceRules.Fault("columns", "columns"));
            return List.of();
        }
    }

    /** The meanings of these words; {@link Problem} 422 names the first that is none. */
    static List<ColumnMeaning> meanings(List<String> words) {
        return words.stream()
                .map(word -> ColumnMeaning.of(word)
                        .orElseThrow(() -> Problem.field("columns", "has a word that is no meaning of a column")))
                .toList();
    }

    private static Optional<String> given(Map<String, String> fields, String field) {
        return Optional.ofNullable(fields.get(field)).map(String::strip).filter(text -> !text.isEmpty());
    }

    private static List<String> words(Map<String, String> fields, String field) {
        return given(fields, field)
                .map(text -> Arrays.stream(text.split("[\\s,]+")).toList())
                .orElse(List.of());
    }

    private static @Nullable Integer number(Map<String, String> fields, String field) {
        return given(fields, field)
                .map(text -> text.matches("\\d{1,2}") ? Integer.valueOf(text) : Integer.valueOf(-1))
                .orElse(null);
    }
}
