package barid.newsletter.imports;

import barid.kit.db.Database;
import barid.kit.http.Problem;
import barid.newsletter.keys.Keys;
import barid.newsletter.subscriptions.Address;
import barid.newsletter.subscriptions.Subscriptions;
import io.helidon.dbclient.DbExecute;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/** What operators do with files of readers: hand one in, say what its columns are, start it, cancel it, look at it. */
public final class Imports {
    static final int SAMPLES = 3;
    static final int MOST_COLUMNS = 100;

    private static final int PIECE = 256 << 10;
    private static final Duration CUT_OFF = Duration.ofHours(1);
    private static final List<ImportState> MAPPABLE = List.of(ImportState.MAPPING, ImportState.READY);

    private final Database database;
    private final ImportStore store = new ImportStore();
    private final Subscriptions subscriptions;
    private final Keys keys;
    private final ImportSettings settings;
    private final InstantSource clock;
    private volatile Runnable wake = () -> {};

    public Imports(
            Database database, Subscriptions subscriptions, Keys keys, ImportSettings settings, InstantSource clock) {
        this.database = database;
        this.subscriptions = subscriptions;
        this.keys = keys;
        this.settings = settings;
        this.clock = clock;
    }

    /** Whom to tell that there is work here. */
    void onWork(Runnable worker) {
        wake = worker;
    }

    Subscriptions subscriptions() {
        return subscriptions;
    }

    /**
     * Stores a file as it comes in, and goes on with it as far as no person is needed.
     *
     * @throws Problem 413 beyond {@code limit} bytes; 422 if it is empty or has too many columns
     */
    UUID receive(Upload upload, InputStream file, long limit, String who) {
        UUID id = UUID.randomUUID();
        DbExecute db = database.client().execute();
        store.begin(db, id, upload, who, clock.instant());
        boolean received = false;
        try {
            EncodingGuess guess = store(id, file, limit);
            Charset charset = upload.charset().orElseGet(guess::charset);
            Layout layout = CsvFile.layout(open(id), charset);
            List<ColumnMeaning> columns = columns(id, layout, upload.columns());
            store.received(db, id, layout, guess.lines(), clock.instant());
            ImportState next = !columns.contains(ColumnMeaning.EMAIL)
                    ? ImportState.MAPPING
                    : upload.dryRun() ? ImportState.CHECKING : ImportState.IMPORTING;
            store.move(db, id, List.of(ImportState.UPLOADING), next, columns, clock.instant());
            received = true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            if (!received) {
                store.discard(db, id);
            }
        }
        wake.run();
        return id;
    }

    private EncodingGuess store(UUID id, InputStream file, long limit) throws IOException {
        EncodingGuess guess = new EncodingGuess();
        FileSeal seal = seal(id);
        byte[] piece = new byte[PIECE];
        long total = 0;
        int ordinal = 0;
        for (int length = file.readNBytes(piece, 0, PIECE); length > 0; length = file.readNBytes(piece, 0, PIECE)) {
            total += length;
            if (total > limit) {
                throw Problem.tooLarge(limit);
            }
            guess.add(piece, length);
            byte[] sealed = seal.seal(ordinal, piece, length);
            if (!store.addChunk(database.client().execute(), id, ordinal, sealed, length, clock.instant())) {
                throw Problem.conflict("The import was removed while its file came in.");
            }
            ordinal++;
        }
        if (total == 0) {
            throw Problem.field("file", "is empty");
        }
        return guess;
    }

    private List<ColumnMeaning> columns(UUID id, Layout layout, List<ColumnMeaning> given) throws IOException {
        List<List<String>> rows = CsvFile.start(open(id), layout, 1);
        List<String> first = rows.isEmpty() ? List.of() : rows.getFirst();
        if (first.isEmpty() || first.size() > MOST_COLUMNS) {
            throw Problem.field("file", "is no CSV of 1 to " + MOST_COLUMNS + " columns");
        }
        if (!given.isEmpty()) {
            return checked(given, first.size());
        }
        return layout.headed() ? Headings.meanings(first) : unheaded(first);
    }

    /** Without headings, a field that is an address tells its column. */
    private static List<ColumnMeaning> unheaded(List<String> first) {
        List<ColumnMeaning> meanings = new ArrayList<>(Collections.nCopies(first.size(), ColumnMeaning.IGNORE));
        for (int i = first.size() - 1; i >= 0; i--) {
            if (Address.parse(first.get(i)).isPresent()) {
                Collections.replaceAll(meanings, ColumnMeaning.EMAIL, ColumnMeaning.IGNORE);
                meanings.set(i, ColumnMeaning.EMAIL);
            }
        }
        return meanings;
    }

    private static List<ColumnMeaning> checked(List<ColumnMeaning> given, int columns) {
        boolean twice = given.stream()
                .filter(ColumnMeaning::single)
                .anyMatch(meaning -> Collections.frequency(given, meaning) > 1);
        if (given.size() != columns) {
            throw Problem.field("columns", "has " + given.size() + " meanings for " + columns + " columns");
        }
        if (twice || !given.contains(ColumnMeaning.EMAIL)) {
            throw Problem.field("columns", "has email once, and no other but state and ignore more than once");
        }
        return given;
    }

    /** Says what each column is, and has the file checked (again). */
    void map(UUID id, List<ColumnMeaning> columns) {
        ImportJob job = require(id);
        ImportState next = job.dryRun() ? ImportState.CHECKING : ImportState.IMPORTING;
        checked(columns, job.columns().size());
        if (!store.move(database.client().execute(), id, MAPPABLE, next, columns, clock.instant())) {
            throw Problem.conflict("The columns can be named before the import is started.");
        }
        wake.run();
    }

    /** Takes the readers of a file that was checked. */
    void start(UUID id) {
        ImportJob job = require(id);
        List<ImportState> from = List.of(ImportState.READY);
        boolean moved = store.move(
                database.client().execute(), id, from, ImportState.IMPORTING, job.meanings(), clock.instant());
        if (!moved && job.state() != ImportState.IMPORTING && job.state() != ImportState.DONE) {
            throw Problem.conflict("Only an import that was checked can be started.");
        }
        wake.run();
    }

    /** Ends it where it stands; readers taken so far stay. */
    void cancel(UUID id) {
        ImportJob job = require(id);
        boolean ended =
                store.end(database.client().execute(), id, null, ImportState.CANCELLED, null, null, clock.instant());
        if (!ended && job.state() != ImportState.CANCELLED) {
            throw Problem.conflict("The import has ended.");
        }
    }

    ImportJob require(UUID id) {
        return store.find(database.client().execute(), id)
                .filter(job -> job.state() != ImportState.UPLOADING)
                .orElseThrow(Problem::notFound);
    }

    List<ImportJob> newest(@Nullable UUID before, int most) {
        return store.newest(database.client().execute(), before, most);
    }

    /** One column of a file that is still here: its heading, what it is taken for, and what its first rows hold, masked. */
    record Column(String heading, ColumnMeaning meaning, List<String> samples) {}

    /** The columns while the file is here; none afterwards. */
    List<Column> columns(ImportJob job) {
        Layout layout = job.layout();
        if (job.state().ended() || layout == null) {
            return List.of();
        }
        List<List<String>> rows;
        try {
            rows = CsvFile.start(open(job.id()), layout, SAMPLES + 1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<ColumnMeaning> meanings = job.meanings();
        List<Column> columns = new ArrayList<>();
        List<List<String>> samples = layout.headed() ? rows.subList(Math.min(1, rows.size()), rows.size()) : rows;
        for (int i = 0; i < meanings.size(); i++) {
            int at = i;
            String heading = layout.headed() && !rows.isEmpty() ? cell(rows.getFirst(), i) : Integer.toString(i + 1);
            columns.add(new Column(
                    Masked.text(heading),
                    meanings.get(i),
                    samples.stream()
                            .limit(SAMPLES)
                            .map(row -> Masked.text(cell(row, at)))
                            .toList()));
        }
        return columns;
    }

    private static String cell(List<String> row, int at) {
        return at < row.size() ? row.get(at) : "";
    }

    /** Hands on each fault in order, by line. */
    void report(UUID id, Consumer<Fault> reader) {
        long line = 0;
        String field = "";
        List<Fault> page;
        do {
            page = store.faults(database.client().execute(), id, line, field, settings.batch());
            for (Fault fault : page) {
                reader.accept(fault);
                line = fault.line();
                field = fault.field();
            }
        } while (!page.isEmpty());
    }

    /** Deletes what is kept no longer. */
    void forget() {
        Instant now = clock.instant();
        store.forget(
                database.client().execute(),
                now.minus(CUT_OFF),
                now.minus(settings.waits()),
                now.minus(settings.keeps()));
    }

    /** The file from its first byte on. */
    InputStream open(UUID id) {
        return new SealedFile(ordinal -> store.chunk(database.client().execute(), id, ordinal), seal(id));
    }

    private FileSeal seal(UUID id) {
        return new FileSeal(keys.fileKey(id));
    }
}
