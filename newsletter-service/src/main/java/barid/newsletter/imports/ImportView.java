package barid.newsletter.imports;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * An import as the API tells of it.
 *
 * @param state {@code mapping}, {@code checking}, {@code ready}, {@code importing}, {@code done}, {@code failed} or {@code cancelled}
 * @param lines of the file
 * @param line how far the present pass is
 * @param rate rows a second in this pass
 * @param secondsLeft at that rate, while it runs; absent until one batch is done
 * @param failure why it ended before its end
 * @param columns while the file is here; null in a list of imports
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ImportView(
        UUID id,
        ImportState state,
        String name,
        String consent,
        String startedBy,
        long bytes,
        long lines,
        @Nullable String charset,
        @Nullable String separator,
        Defaults defaults,
        boolean dryRun,
        long line,
        long rows,
        Tally counts,
        double rate,
        @Nullable Long secondsLeft,
        @Nullable String failure,
        @Nullable Long failureLine,
        Instant createdAt,
        Instant passStartedAt,
        Instant updatedAt,
        @Nullable Instant endedAt,
        @Nullable List<ColumnView> columns) {

    /** One column: what it is taken for, and what its first rows hold, addresses masked. */
    record ColumnView(String heading, String meaning, List<String> samples) {}

    static ImportView of(ImportJob job, @Nullable List<Imports.Column> columns) {
        double rate = rate(job);
        Layout layout = job.layout();
        return new ImportView(
                job.id(),
                job.state(),
                job.name(),
                job.consent(),
                job.startedBy(),
                job.bytes(),
                job.lines(),
                layout == null ? null : layout.charset(),
                layout == null ? null : String.valueOf(layout.separator()),
                job.defaults(),
                job.dryRun(),
                job.line(),
                job.rowsDone(),
                job.counts(),
                Math.round(rate * 10) / 10.0,
                job.state().running() ? secondsLeft(job) : null,
                job.failure(),
                job.failureLine(),
                job.createdAt(),
                job.passStartedAt(),
                job.updatedAt(),
                job.endedAt(),
                columns == null
                        ? null
                        : columns.stream()
                                .map(column -> new ColumnView(
                                        column.heading(), column.meaning().word(), column.samples()))
                                .toList());
    }

    /** Rows a second in the present pass. */
    static double rate(ImportJob job) {
        double seconds = seconds(job);
        return seconds > 0 ? job.rowsDone() / seconds : 0;
    }

    /** By lines, which are known from the start; null until a batch is done. */
    static @Nullable Long secondsLeft(ImportJob job) {
        double seconds = seconds(job);
        return job.line() > 0 && seconds > 0
                ? (long) Math.ceil(Math.max(0, job.lines() - job.line()) * seconds / job.line())
                : null;
    }

    private static double seconds(ImportJob job) {
        return Duration.between(job.passStartedAt(), job.updatedAt()).toMillis() / 1000.0;
    }
}
