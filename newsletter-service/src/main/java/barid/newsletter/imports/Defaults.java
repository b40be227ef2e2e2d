package barid.newsletter.imports;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** The choices of rows that do not tell their own; null is the installation's default. */
record Defaults(
        List<String> languages,
        List<String> topics,
        String cadence,
        @Nullable Integer hour,
        @Nullable Integer day,
        @Nullable String zone) {}
