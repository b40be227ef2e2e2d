package barid.newsletter.imports;

import barid.kit.db.Database;
import barid.kit.http.Problem;
import barid.newsletter.editions.Cadence;
import de.siegmar.fastcsv.writer.CsvWriter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Takes readers out, in columns that an import takes back, and notes who did it. */
public final class Exports {
    static final String NAME = "subscribers.csv";

    private static final Logger LOG = LoggerFactory.getLogger(Exports.class);
    private static final int PAGE = 1000;
    private static final int NOTES = 50;
    private static final UUID BEFORE_ALL = new UUID(0, 0);

    private final Database database;
    private final ExportStore store = new ExportStore();
    private final InstantSource clock;

    public Exports(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /** The filter that these fields ask for, blank ones left out; {@link Problem} 422 for a word that is none. */
    static ExportFilter filter(Map<String, String> fields) {
        String state = given(fields, "state");
        String cadence = given(fields, "cadence");
        if (state != null && !ExportFilter.STATES.contains(state)) {
            throw Problem.field("state", "is no state of a reader");
        }
        if (cadence != null
                && Arrays.stream(Cadence.values())
                        .noneMatch(known -> known.word().equals(cadence))) {
            throw Problem.field("cadence", "is immediate, daily, weekly or monthly");
        }
        return new ExportFilter(state, given(fields, "language"), cadence, given(fields, "topic"));
    }

    private static @Nullable String given(Map<String, String> fields, String field) {
        String text = fields.getOrDefault(field, "").strip();
        return text.isEmpty() ? null : text;
    }

    /** Writes the readers of {@code filter} as they stand, page by page. */
    void write(CsvWriter csv, ExportFilter filter, String who) {
        UUID id = UUID.randomUUID();
        Instant now = clock.instant();
        store.begin(database.client().execute(), id, who, filter, now);
        csv.writeRecord("email", "languages", "topics", "cadence", "hour", "day", "zone", "state", "consented");
        UUID after = BEFORE_ALL;
        long count = 0;
        List<ExportStore.Reader> page;
        do {
            page = store.readers(database.client().execute(), filter, after, PAGE, now);
            page.forEach(reader -> csv.writeRecord(record(reader)));
            count += page.size();
            after = page.isEmpty() ? after : page.getLast().id();
        } while (page.size() == PAGE);
        store.end(database.client().execute(), id, count);
        LOG.info("{} took out {} readers", who, count);
    }

    private static List<String> record(ExportStore.Reader reader) {
        List<String> languages = reader.languages();
        List<String> topics = reader.topics();
        return List.of(
                CsvCells.guarded(reader.email()),
                languages == null ? "" : String.join(" ", languages),
                topics == null ? "" : String.join(" ", topics),
                text(reader.cadence()),
                text(reader.hour()),
                text(reader.day()),
                text(reader.zone()),
                reader.state(),
                text(reader.confirmedAt()));
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }

    /** The newest exports. */
    List<ExportStore.Note> notes() {
        return store.notes(database.client().execute(), NOTES);
    }
}
