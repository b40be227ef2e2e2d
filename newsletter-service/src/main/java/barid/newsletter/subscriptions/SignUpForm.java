package barid.newsletter.subscriptions;

import java.util.Map;

/**
 * The form as it was filled in; public because templates are another package.
 *
 * @param trapped whether something filled in the field that people do not see
 */
public record SignUpForm(String email, ChoiceForm choices, boolean trapped) {
    static SignUpForm empty(String language, String zone) {
        return new SignUpForm("", ChoiceForm.empty(language, zone), false);
    }

    static SignUpForm of(Map<String, String> fields, String zone) {
        return new SignUpForm(
                fields.getOrDefault("email", ""),
                ChoiceForm.of(fields, zone),
                !fields.getOrDefault("website", "").isEmpty());
    }

    /** A form of an address alone: daily, in the language of the page, on every topic. */
    static SignUpForm brief(Map<String, String> fields, String language, String zone) {
        return new SignUpForm(
                fields.getOrDefault("email", ""),
                ChoiceForm.empty(language, zone),
                !fields.getOrDefault("website", "").isEmpty());
    }

    ChoiceRules.Given given() {
        return choices.given(email);
    }
}
