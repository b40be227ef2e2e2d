package barid.newsletter.imports;

import java.util.List;
import java.util.Map;

/** The form that hands a file in, as it was filled in, with what was refused by field. */
public record ImportForm(
        Map<String, String> fields,
        Map<String, String> errors,
        List<Option> languages,
        List<Option> cadences,
        String zone) {
    /** A line of a list to choose from. */
    public record Option(String value, String label, boolean chosen) {}

    public String field(String name) {
        return fields.getOrDefault(name, "");
    }

    /** What was refused of a field; empty if nothing was. */
    public String error(String name) {
        return errors.getOrDefault(name, "");
    }

    /** What describes a field to those who do not see it. */
    public String describedBy(String name) {
        return error(name).isEmpty() ? name + "-hint" : name + "-hint " + name + "-error";
    }
}
