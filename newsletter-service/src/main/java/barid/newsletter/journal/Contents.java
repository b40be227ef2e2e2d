package barid.newsletter.journal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Reads the notes of a journal, the oldest segment first. */
final class Contents {
    private final Storage storage;

    Contents(Storage storage) {
        this.storage = storage;
    }

    /**
     * Every note of a series.
     *
     * @throws DamagedJournalException if a line that was written whole cannot be read
     */
    void each(Series series, Consumer<Note> notes) throws IOException {
        storage.read(series, (name, content) -> segment(name, content, notes));
    }

    private static void segment(String name, InputStream content, Consumer<Note> notes) throws IOException {
        BufferedReader reader = new BufferedReader(new InputStreamReader(content, StandardCharsets.UTF_8));
        StringBuilder line = new StringBuilder();
        long number = 0;
        for (int c = reader.read(); c >= 0; c = reader.read()) {
            if (c != '\n') {
                line.append((char) c);
                continue;
            }
            number++;
            long at = number;
            notes.accept(NoteLines.read(line.toString()).orElseThrow(() -> new DamagedJournalException(name, at)));
            line.setLength(0);
        }
        // What is left has no end: its process was killed as it wrote, and nobody was told that it is kept.
    }
}
