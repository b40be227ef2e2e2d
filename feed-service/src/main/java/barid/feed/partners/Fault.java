package barid.feed.partners;

import barid.kit.http.Problem;

import java.util.Locale;

/** A field of the terms that was refused. */
record Fault(String field, Reason reason) {
    enum Reason {
        REQUIRED("must be given"),
        TOO_LONG("is longer than this field takes"),
        CONTROLS("holds characters that cannot be shown"),
        NOT_AN_ID(
                "is made of lower-case ASCII letters, digits and single hyphens, at most 63, and is no reserved word"),
        NOT_A_LANGUAGE("holds a tag that is no language known here"),
        NOT_A_TOPIC("holds a slug that is no topic known here"),
        TOO_MANY("holds more values than this field takes"),
        TAKEN("is the id of another partner"),
        OUT_OF_RANGE("is a number from 1 to " + TermsForm.MOST_PER_MINUTE);

        private final String sentence;

        Reason(String sentence) {
            this.sentence = sentence;
        }

        /** The key of the same in people's languages. */
        String message() {
            return "fault." + name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** As the API says it. */
    Problem.FieldError error() {
        return new Problem.FieldError(field, reason.sentence);
    }
}
