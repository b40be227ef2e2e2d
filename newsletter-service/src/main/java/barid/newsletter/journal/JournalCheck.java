package barid.newsletter.journal;

import barid.kit.db.Database;
import io.helidon.dbclient.DbExecute;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Compares the journal with the database. The journal is read first: what is written meanwhile is in both. */
final class JournalCheck {
    static final String RESTORED = "restored";
    private static final String DAMAGED = "journal";
    private static final Logger LOG = LoggerFactory.getLogger(JournalCheck.class);

    private final Contents contents;
    private final NoteWriter sending;
    private final JournalStore store;
    private final Database database;
    private final InstantSource clock;
    private Leavers leavers = (tx, key, reason, at) -> false;
    private String damage = "";
    private volatile @Nullable String passed;

    JournalCheck(Contents contents, NoteWriter sending, JournalStore store, Database database, InstantSource clock) {
        this.contents = contents;
        this.sending = sending;
        this.store = store;
        this.database = database;
        this.clock = clock;
    }

    void leavers(Leavers given) {
        leavers = given;
    }

    /** Whether this database was compared. */
    boolean passed(String server) {
        return server.equals(passed);
    }

    /** The database that was compared, if one was. */
    @Nullable
    String passed() {
        return passed;
    }

    /** Compares; false if the journal is damaged. */
    boolean run() {
        sending.write(List.of(new Note.Checked(UUID.randomUUID(), clock.instant())));
        try {
            passed = database.transactions().inTransaction(this::compare);
            damage = "";
            return true;
        } catch (DamagedJournalException e) {
            if (!damage.equals(e.what())) {
                damage = e.what();
                LOG.error("The journal is damaged, nothing is sent: {}", damage);
                database.transactions().inTransaction(tx -> store.hold(tx, DAMAGED, damage, null, clock.instant()));
            }
            return false;
        }
    }

    /** Returns which database was compared. */
    private String compare(DbExecute tx) {
        // An answer that is being given just now is in the journal once this returns.
        store.lockHold(tx);
        Told told = new Told();
        read(Series.SENDING, told::tell);
        replay();
        JournalStore.Standing standing = store.standing(tx);
        store.release(tx, DAMAGED);
        Told.Missing missing = told.missing(
                store.known(tx, told.chunks()), store.knownNotes(tx, told.answers.keySet()), store.begins(tx));
        missing.unborn.forEach(id -> sending.writeLater(new Note.Struck(id, clock.instant())));
        if (!missing.isEmpty()) {
            hold(tx, missing);
        }
        return standing.server();
    }

    private void hold(DbExecute tx, Told.Missing missing) {
        Found found = Findings.of(missing, again(tx, missing), tx, store);
        if (store.hold(tx, RESTORED, "", found, clock.instant())) {
            LOG.error(
                    "The database was put back: the journal tells of {} editions, from {} to {}, that it lacks something"
                            + " of. Nothing is sent until an operator decides (console, Sending)",
                    found.editions().size(),
                    found.first(),
                    found.last());
        }
    }

    /** How many of those whose mail is forgotten here would be mailed again: not those who left since. */
    private long again(DbExecute tx, Told.Missing missing) {
        AtomicLong readers = new AtomicLong();
        read(Series.SENDING, note -> {
            if (note instanceof Note.Begun begun && missing.holds(begun)) {
                readers.addAndGet(store.mailable(tx, begun.readers()));
            }
        });
        return readers.get();
    }

    private void read(Series series, Consumer<Note> notes) {
        try {
            contents.each(series, notes);
        } catch (IOException e) {
            throw new JournalAwayException("the journal cannot be read", e);
        }
    }

    /** Whoever left stays out. */
    private void replay() {
        List<Note.Left> left = new ArrayList<>();
        read(Series.LEFT, note -> {
            if (note instanceof Note.Left one) {
                left.add(one);
            }
        });
        Set<UUID> known = store.knownNotes(
                database.client().execute(), left.stream().map(Note.Left::id).collect(Collectors.toSet()));
        int replayed = 0;
        for (Note.Left note : left) {
            if (!known.contains(note.id()) && database.transactions().inTransaction(tx -> replay(tx, note))) {
                replayed++;
            }
        }
        if (replayed > 0) {
            LOG.warn("{} addresses left after the state that this database was put back to; they stay out", replayed);
        }
    }

    /** One who is leaving just now, in another transaction, is waited for. */
    private boolean replay(DbExecute tx, Note.Left note) {
        return store.note(tx, List.of(note), true) > 0 && leavers.leave(tx, note.reader(), note.reason(), note.at());
    }
}
