package barid.newsletter.consent;

import java.util.Arrays;
import java.util.Locale;

/** What a reader did, or what was done with her address. */
public enum Act {
    ASKED,
    CONFIRMED,
    IMPORTED,
    CHANGED,
    ADDRESS_CHANGED,
    PAUSED,
    UNSUBSCRIBED,
    ERASED;

    /** As stored and as read over HTTP: {@code address-changed}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Act of(String word) {
        return Arrays.stream(values())
                .filter(act -> act.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("unknown act " + word));
    }
}
