package barid.newsletter.journal;

import barid.kit.db.Database;
import io.helidon.dbclient.DbExecute;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** The question that a restored database puts, and what each answer does. */
public final class Restored {
    /** What becomes of mails that left after the state to which the database was put back. */
    public enum Answer {
        /** They count as sent or uncertain: nobody gets an article twice. */
        SKIP,
        /** They are sent once more. */
        AGAIN;

        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(Restored.class);
    private static final String WHY = "sent before the database was put back";
    private static final int NOTES_IN_A_LINE = 1_000;

    private final Contents contents;
    private final NoteWriter sending;
    private final JournalStore store;
    private final Database database;
    private final Carrier carrier;
    private final InstantSource clock;

    Restored(
            Contents contents,
            NoteWriter sending,
            JournalStore store,
            Database database,
            Carrier carrier,
            InstantSource clock) {
        this.contents = contents;
        this.sending = sending;
        this.store = store;
        this.database = database;
        this.carrier = carrier;
        this.clock = clock;
    }

    /** What is asked; empty if nothing is. */
    public Optional<Found> found() {
        return store.found(database.client().execute());
    }

    /**
     * Answers, and ends the hold. What an answer did before it was broken off does no harm: it is given again.
     *
     * @param note writes down who answered, in the transaction that ends the hold
     * @return false if nothing was asked
     */
    public boolean answer(Answer answer, Consumer<DbExecute> note) {
        return database.transactions().inTransaction(tx -> {
            if (!store.lockHold(tx)) {
                return false;
            }
            Told.Missing missing = missing(tx);
            if (answer == Answer.SKIP) {
                skip(missing);
            }
            UUID id = UUID.randomUUID();
            sending.write(answered(id, answer, missing.notes()));
            store.note(tx, List.of(new Note.Answered(id, clock.instant(), answer.word(), List.of())), true);
            store.release(tx, JournalCheck.RESTORED);
            note.accept(tx);
            LOG.warn("The database was put back, and an operator answered: {}", answer.word());
            return true;
        });
    }

    private Told.Missing missing(DbExecute tx) {
        Told told = new Told();
        read(told::tell);
        return told.missing(
                store.known(tx, told.chunks()), store.knownNotes(tx, told.answers.keySet()), store.begins(tx));
    }

    private void read(Consumer<Note> reader) {
        try {
            contents.each(Series.SENDING, reader);
        } catch (IOException e) {
            throw new JournalAwayException("the journal cannot be read", e);
        }
    }

    private void skip(Told.Missing missing) {
        read(note -> {
            if (note instanceof Note.Begun begun && missing.holds(begun)) {
                database.transactions().run(tx -> carry(tx, begun));
            }
        });
        Instant now = clock.instant();
        missing.staleChunks().forEach(chunk -> database.transactions().run(tx -> store.doubt(tx, chunk, WHY, now)));
    }

    private void carry(DbExecute tx, Note.Begun begun) {
        Map<String, UUID> readers = new HashMap<>();
        store.named(tx, begun.readers()).forEach(named -> readers.put(named.name(), named.subscriber()));
        List<Carrier.Mails> mails = new ArrayList<>();
        for (Note.Mails one : begun.mails()) {
            List<UUID> hers = ReaderNames.each(one.readers()).stream()
                    .flatMap(name -> Optional.ofNullable(readers.get(name)).stream())
                    .toList();
            mails.add(new Carrier.Mails(
                    one.language(),
                    one.items().stream().map(begun.stories()::get).toList(),
                    one.corrections().stream().map(begun.corrections()::get).toList(),
                    hers));
        }
        carrier.carry(tx, begun.edition(), begun.lane(), mails, clock.instant());
    }

    private List<Note.Answered> answered(UUID id, Answer answer, List<UUID> notes) {
        List<Note.Answered> lines = new ArrayList<>();
        for (int from = 0; from < notes.size(); from += NOTES_IN_A_LINE) {
            lines.add(new Note.Answered(
                    id,
                    clock.instant(),
                    answer.word(),
                    List.copyOf(notes.subList(from, Math.min(notes.size(), from + NOTES_IN_A_LINE)))));
        }
        return lines;
    }
}
