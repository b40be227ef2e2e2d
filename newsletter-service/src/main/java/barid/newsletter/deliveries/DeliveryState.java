package barid.newsletter.deliveries;

import java.util.Arrays;
import java.util.Locale;

/** The eleven states of a delivery, the open ones first. */
public enum DeliveryState {
    PENDING,
    ATTEMPTING,
    DEFERRED,
    HELD,
    SENT,
    REJECTED,
    SUPPRESSED,
    WITHDRAWN,
    CANCELLED,
    EXPIRED,
    UNCERTAIN;

    /** The word in JSON and in tables. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static DeliveryState of(String word) {
        return Arrays.stream(values())
                .filter(state -> state.word().equals(word))
                .findFirst()
                .orElseThrow();
    }

    /** Whether something may still happen to it. */
    public boolean open() {
        return compareTo(SENT) < 0;
    }
}
