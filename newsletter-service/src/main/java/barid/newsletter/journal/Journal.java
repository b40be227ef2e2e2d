package barid.newsletter.journal;

import barid.kit.db.Database;
import barid.kit.service.Repeating;
import barid.kit.service.Stoppable;
import io.helidon.dbclient.DbExecute;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Notes what must outlive the database, and lets nothing be planned or claimed before it was compared with the database that is
 * there now.
 */
public final class Journal implements Stoppable {
    /** SQL: which database a statement meets. */
    public static final String SERVER = JournalStore.SERVER;

    /** What {@link #compared} gives where there is no journal: any database will do. */
    public static final String ANY = "";

    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration FORGET = Duration.ofHours(1);

    private final @Nullable Storage storage;
    private final @Nullable NoteWriter sending;
    private final @Nullable NoteWriter left;
    private final @Nullable JournalCheck check;
    private final JournalStore store = new JournalStore();
    private final Claims claims = new Claims();
    private final @Nullable Database database;
    private final @Nullable JournalSettings settings;
    private final InstantSource clock;
    private final Repeating watch = new Repeating("journal", LOOK, this::look);
    private Instant forgotten = Instant.EPOCH;
    private boolean saidAway;
    private volatile @Nullable String asked;
    private Runnable onClear = () -> {};

    private Journal() {
        this.storage = null;
        this.sending = null;
        this.left = null;
        this.check = null;
        this.database = null;
        this.settings = null;
        this.clock = InstantSource.system();
    }

    private Journal(Storage storage, JournalSettings settings, Database database, InstantSource clock) {
        this.storage = storage;
        this.settings = settings;
        this.database = database;
        this.clock = clock;
        this.sending = new NoteWriter(storage, Series.SENDING);
        this.left = new NoteWriter(storage, Series.LEFT);
        this.check = new JournalCheck(new Contents(storage), sending, store, database, clock);
    }

    /** Keeps nothing: a database that is put back from a backup sends again, and mails who left since. */
    public static Journal off() {
        return new Journal();
    }

    public static Journal open(
            JournalSettings settings, Database database, InstantSource clock, MeterRegistry metrics) {
        Storage storage = settings.storage().open(clock);
        if (storage == null) {
            LOG.warn("There is no journal (journal.storage: off): a database that is put back from a backup would send"
                    + " again, and mail who left since");
            return off();
        }
        Journal journal = new Journal(storage, settings, database, clock);
        Gauge.builder("barid.journal.away", () -> journal.away() ? 1 : 0)
                .description("1 while the journal cannot be written: nothing is planned or claimed")
                .register(metrics);
        return journal;
    }

    /** {@code leavers} is told who left, as far as the database lacks it; {@code onClear} when sending may go on. */
    public Journal start(Leavers leavers, Runnable wake) {
        if (check != null) {
            check.leavers(leavers);
            onClear = wake;
            watch.start();
        }
        return this;
    }

    /** Whether notes are kept at all. */
    public boolean writes() {
        return storage != null;
    }

    /** Whether the last attempt to write failed. */
    public boolean away() {
        return (sending != null && sending.away()) || (left != null && left.away());
    }

    /**
     * Whether the database on the other end of {@code tx} was compared with the journal, and no question about it is open: else
     * nothing may be planned.
     */
    public boolean clear(DbExecute tx) {
        if (check == null) {
            return true;
        }
        JournalStore.Standing standing = store.standing(tx);
        if (!check.passed(standing.server())) {
            // At once, and after that as often as is looked anyway.
            if (!standing.server().equals(asked)) {
                asked = standing.server();
                watch.wake();
            }
            return false;
        }
        return !standing.held() && !away();
    }

    /**
     * The database in which may be claimed, as {@link #SERVER} names it, for one statement that is to meet no other; empty while
     * there is none.
     */
    public Optional<String> compared() {
        if (check == null) {
            return Optional.of(ANY);
        }
        return away() ? Optional.empty() : Optional.ofNullable(check.passed());
    }

    /** The notes of a planning transaction that is about to begin. */
    public Plan plan() {
        return new Plan(this);
    }

    Map<UUID, byte[]> keys(DbExecute tx, Collection<UUID> readers) {
        return store.keys(tx, readers);
    }

    void begin(List<Note.Begun> notes) {
        if (sending != null) {
            sending.write(notes);
        }
    }

    void committed(UUID plan, List<Long> chunks) {
        if (sending != null) {
            // Nobody waits: the first claim tells the same.
            sending.writeLater(new Note.Committed(plan, clock.instant(), chunks));
        }
    }

    /** A chunk was claimed; {@code plan} is null if nothing was noted of it. */
    public void claiming(UUID claim, @Nullable UUID plan, long chunk, int turn) {
        if (sending != null && plan != null) {
            claims.add(new Claims.Claim(claim, plan, chunk, turn));
        }
    }

    /** To be called before the first mark of a claim: when it returns, the journal has it. */
    public void claimed(UUID id) {
        Claims.Claim claim = claims.of(id);
        if (sending != null && claim != null && !claim.noted) {
            sending.write(List.of(new Note.Claimed(id, clock.instant(), claim.plan, claim.chunk, claim.turn)));
            claim.noted = true;
        }
    }

    /** All that came of a claim is written. */
    public void done(UUID id) {
        Claims.Claim claim = claims.end(id);
        if (sending != null && claim != null && claim.noted) {
            sending.writeLater(new Note.Done(id, clock.instant(), claim.plan, claim.chunk, claim.turn));
        }
    }

    /** These readers are about to leave in this transaction; {@code reason} as on the suppression list, or unsubscribed. */
    public void left(DbExecute tx, Collection<UUID> subscribers, String reason, Instant now) {
        if (left != null && !subscribers.isEmpty()) {
            leftByKey(
                    tx,
                    store.keys(tx, subscribers).values().stream()
                            .map(HexFormat.of()::formatHex)
                            .toList(),
                    reason,
                    now);
        }
    }

    /**
     * The same by the keyed hashes of their addresses, in hexadecimal. While the journal cannot be written the notes wait in the
     * database: nobody's wish to leave is refused.
     */
    public void leftByKey(DbExecute tx, Collection<String> keys, String reason, Instant now) {
        if (left == null || keys.isEmpty()) {
            return;
        }
        List<Note.Left> notes = keys.stream()
                .map(key -> new Note.Left(UUID.randomUUID(), now, key, reason))
                .toList();
        store.note(tx, notes, written(left, notes));
    }

    private static boolean written(NoteWriter left, List<Note.Left> notes) {
        if (left.away()) {
            return false;
        }
        try {
            left.write(notes);
            return true;
        } catch (JournalAwayException e) {
            LOG.warn("Who leaves is noted in the database meanwhile: {}", e.getMessage());
            return false;
        }
    }

    private boolean look() {
        if (sending == null || left == null || check == null || database == null) {
            return false;
        }
        if (!writes(sending, left, database)) {
            return false;
        }
        JournalStore.Standing standing = store.standing(database.client().execute());
        if (!check.passed(standing.server()) && check.run()) {
            onClear.run();
        }
        forget();
        return false;
    }

    /** Writes what waits; false while that is in vain. */
    private boolean writes(NoteWriter one, NoteWriter other, Database from) {
        try {
            one.retry(new Note.Checked(UUID.randomUUID(), clock.instant()));
            other.retry(new Note.Checked(UUID.randomUUID(), clock.instant()));
            catchUp(other, from);
        } catch (JournalAwayException e) {
            if (!saidAway) {
                LOG.error("Nothing is planned or sent: {}", e.getMessage());
                saidAway = true;
            }
            return false;
        }
        if (saidAway) {
            LOG.info("The journal can be written again");
            saidAway = false;
        }
        return true;
    }

    /** Writes what had to wait in the database. */
    private void catchUp(NoteWriter writer, Database from) {
        List<JournalStore.Unwritten> waiting = store.unwritten(from.client().execute());
        if (!waiting.isEmpty()) {
            writer.write(waiting.stream().map(JournalStore.Unwritten::note).toList());
            store.written(
                    from.client().execute(),
                    waiting.stream().map(JournalStore.Unwritten::id).toList());
        }
    }

    private void forget() {
        Instant now = clock.instant();
        if (storage == null || settings == null || database == null || now.isBefore(forgotten.plus(FORGET))) {
            return;
        }
        forgotten = now;
        try {
            storage.forget(Series.SENDING, now.minus(settings.keep()));
            storage.forget(Series.LEFT, now.minus(settings.keepLeft()));
        } catch (IOException e) {
            LOG.warn("Old notes could not be removed: {}", e.toString());
        }
        Instant longest =
                now.minus(settings.keep().compareTo(settings.keepLeft()) > 0 ? settings.keep() : settings.keepLeft());
        store.forget(database.client().execute(), longest);
    }

    /** The question that a restored database puts, and its answers; empty without a journal. */
    public Optional<Restored> restored(Carrier carrier) {
        return storage == null || sending == null || database == null
                ? Optional.empty()
                : Optional.of(new Restored(new Contents(storage), sending, store, database, carrier, clock));
    }

    @Override
    public void stop() {
        watch.stop();
        try {
            if (sending != null) {
                sending.flush();
            }
        } catch (JournalAwayException e) {
            LOG.warn("The last notes are not written: {}", e.getMessage());
        }
        if (storage != null) {
            storage.close();
        }
    }
}
