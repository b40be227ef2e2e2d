package barid.newsletter.console;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** For which reason an operator may suppress an address, and which suppressions she may lift. */
enum Suppressing {
    OPERATOR,
    BOUNCED,
    COMPLAINT;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Suppressing> of(String word) {
        return Arrays.stream(values())
                .filter(reason -> reason.word().equals(word))
                .findFirst();
    }

    /** Whether a suppression for this reason may be lifted: who complained or was erased has to come back by herself. */
    static boolean liftable(String reason) {
        return reason.equals(OPERATOR.word()) || reason.equals(BOUNCED.word());
    }
}
