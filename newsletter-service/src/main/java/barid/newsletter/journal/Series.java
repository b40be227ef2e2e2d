package barid.newsletter.journal;

import java.util.Locale;

/** Notes that are kept equally long lie together. */
enum Series {
    /** Planning, claims, and what was decided about them. */
    SENDING,
    /** Who left. */
    LEFT;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
