package barid.newsletter.imports;

import org.jspecify.annotations.Nullable;

import java.util.Set;

/** Whom an export holds; null does not ask. A reader of all topics counts for each. */
record ExportFilter(
        @Nullable String state,
        @Nullable String language,
        @Nullable String cadence,
        @Nullable String topic) {
    /** How readers stand, as an export words it: each of these is understood by an import. */
    static final Set<String> STATES =
            Set.of("confirmed", "paused", "unconfirmed", "unsubscribed", "bounced", "complained", "suppressed");
}
