package barid.newsletter.journal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Writes one series of notes in groups: who comes while a group is written waits for that one, and goes with all others who wait
 * in the next.
 */
final class NoteWriter {
    private final Storage storage;
    private final Series series;
    private final ReentrantLock writing = new ReentrantLock();
    private final List<Entry> waiting = new ArrayList<>();
    private volatile boolean away;

    private static final class Entry {
        final Note note;
        volatile boolean written;

        Entry(Note note) {
            this.note = note;
        }
    }

    NoteWriter(Storage storage, Series series) {
        this.storage = storage;
        this.series = series;
    }

    /** Kept for good when it returns. */
    void write(Collection<? extends Note> notes) {
        if (notes.isEmpty()) {
            return;
        }
        List<Entry> entries = notes.stream().map(Entry::new).toList();
        synchronized (waiting) {
            waiting.addAll(entries);
        }
        writing.lock();
        try {
            if (!entries.getLast().written) {
                writeGroup();
            }
        } catch (IOException | RuntimeException e) {
            synchronized (waiting) {
                waiting.removeAll(entries);
            }
            throw new JournalAwayException("the journal cannot be written", e);
        } finally {
            writing.unlock();
        }
    }

    /** To be written with the next ones, or at the next {@link #flush}. */
    void writeLater(Note note) {
        synchronized (waiting) {
            waiting.add(new Entry(note));
        }
    }

    /** Tries whether it can be written again, if the last attempt failed. */
    void retry(Note trial) {
        if (away) {
            synchronized (waiting) {
                if (waiting.isEmpty()) {
                    waiting.add(new Entry(trial));
                }
            }
        }
        flush();
    }

    void flush() {
        writing.lock();
        try {
            writeGroup();
        } catch (IOException | RuntimeException e) {
            throw new JournalAwayException("the journal cannot be written", e);
        } finally {
            writing.unlock();
        }
    }

    /** Whether the last attempt to write failed. */
    boolean away() {
        return away;
    }

    private void writeGroup() throws IOException {
        List<Entry> group;
        synchronized (waiting) {
            group = List.copyOf(waiting);
            waiting.clear();
        }
        if (group.isEmpty()) {
            return;
        }
        StringBuilder lines = new StringBuilder();
        group.forEach(entry -> lines.append(NoteLines.write(entry.note)).append('\n'));
        try {
            storage.append(series, lines.toString().getBytes(StandardCharsets.UTF_8));
        } catch (IOException | RuntimeException e) {
            away = true;
            synchronized (waiting) {
                // Each who waits makes an attempt of her own, and takes hers back if it fails.
                waiting.addAll(0, group);
            }
            throw e;
        }
        away = false;
        group.forEach(entry -> entry.written = true);
    }
}
