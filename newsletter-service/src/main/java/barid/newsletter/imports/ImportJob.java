package barid.newsletter.imports;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * One import as its row tells of it.
 *
 * @param layout null until the whole file is here
 * @param columns what each column is; empty until the whole file is here
 * @param rowsDone rows of the present pass that are dealt with
 * @param line the line of the file that it has reached
 * @param failure the name of the reason, if it failed
 */
record ImportJob(
        UUID id,
        ImportState state,
        String name,
        String consent,
        String startedBy,
        long bytes,
        long lines,
        @Nullable Layout layout,
        List<String> columns,
        Defaults defaults,
        boolean dryRun,
        long rowsDone,
        long line,
        Tally counts,
        @Nullable String failure,
        @Nullable Long failureLine,
        int attempts,
        Instant createdAt,
        Instant passStartedAt,
        Instant updatedAt,
        @Nullable Instant endedAt) {
    List<ColumnMeaning> meanings() {
        return columns.stream()
                .map(word -> ColumnMeaning.of(word).orElseThrow())
                .toList();
    }
}
