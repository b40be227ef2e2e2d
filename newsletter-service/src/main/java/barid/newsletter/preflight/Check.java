package barid.newsletter.preflight;

import java.util.Locale;

/** What is looked at, in the order that the page shows. */
enum Check {
    DKIM,
    SPF,
    MX,
    DMARC,
    UNSUBSCRIBE,
    RELAY,
    /** Advice alone: the relay's name is often not ours to mend. */
    REVERSE;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
