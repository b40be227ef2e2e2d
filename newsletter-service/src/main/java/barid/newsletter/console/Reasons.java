package barid.newsletter.console;

import barid.kit.http.Problem;
import org.jspecify.annotations.Nullable;

import java.util.Optional;

/** Why an operator did something, in her own words. */
final class Reasons {
    static final int MOST = 500;

    private Reasons() {}

    /** Without the blanks around it; empty if there is none; {@link Problem} 422 if it is too long or no plain line of text. */
    static Optional<String> checked(@Nullable String given) {
        if (given == null || given.isBlank()) {
            return Optional.empty();
        }
        String reason = given.strip();
        if (tooLong(reason) || reason.chars().anyMatch(c -> c < ' ')) {
            throw Problem.field("reason", "is one line of at most " + MOST + " characters");
        }
        return Optional.of(reason);
    }

    static boolean tooLong(String reason) {
        return reason.codePointCount(0, reason.length()) > MOST;
    }
}
