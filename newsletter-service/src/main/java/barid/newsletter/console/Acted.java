package barid.newsletter.console;

import org.jspecify.annotations.Nullable;

/**
 * What came of an operator's act on the sending.
 *
 * @param by who did the same before, if it was {@link Outcome#ALREADY} done
 */
record Acted(Outcome outcome, AuditStore.@Nullable Note by) {
    enum Outcome {
        DONE,
        /** It stood so before. */
        ALREADY,
        /** The state of things does not allow it. */
        IMPOSSIBLE,
        /** There is nothing of this name. */
        UNKNOWN
    }

    static Acted of(Outcome outcome) {
        return new Acted(outcome, null);
    }
}
