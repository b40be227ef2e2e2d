package barid.article.importing;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * An import as the API tells of it.
 *
 * @param state {@code reading}, {@code taking}, {@code done} or {@code failed}
 * @param rate entries a second so far
 * @param secondsLeft at that rate; absent until one entry is done
 * @param source the file's name or address, as the importer was told
 * @param kinds how many entries of each kind were taken, changed, skipped
 * @param failure why it ended before its end
 * @param report of the first {@link #PAGE} entries after the one asked for by {@code ?after=}; null in a list of imports
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ImportView(
        UUID id,
        String state,
        String format,
        String source,
        @Nullable String language,
        int total,
        int done,
        int taken,
        int changed,
        int skipped,
        Map<String, Map<String, Integer>> kinds,
        double rate,
        @Nullable Long secondsLeft,
        @Nullable String failure,
        Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable List<ImportLine> report) {
    static final int PAGE = 1000;

    static ImportView of(ImportStore.Run run, @Nullable List<ImportLine> report) {
        int done = run.taken() + run.changed() + run.skipped();
        double seconds = Duration.between(run.startedAt(), run.updatedAt()).toMillis() / 1000.0;
        double rate = seconds > 0 ? done / seconds : 0;
        return new ImportView(
                run.id(),
                run.state(),
                run.format(),
                run.source(),
                run.language(),
                run.total(),
                done,
                run.taken(),
                run.changed(),
                run.skipped(),
                run.kinds() == null ? Map.of() : run.kinds(),
                Math.round(rate * 10) / 10.0,
                rate > 0 ? (long) Math.ceil((run.total() - done) / rate) : null,
                run.failure(),
                run.startedAt(),
                run.endedAt(),
                report);
    }
}
