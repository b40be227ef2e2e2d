package barid.newsletter.journal;

import java.io.IOException;
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
        storage.read(series, (name, content) -> segment(name, content.readAllBytes(), notes));
    }

    /** What has no end was written by a process that was killed meanwhile, and nobody was told that it is kept. */
    private static void segment(String name, byte[] content, Consumer<Note> notes) {
        long number = 0;
        int from = 0;
        for (int to = 0; to < content.length; to++) {
            if (content[to] == '\n') {
                number++;
                long line = number;
                notes.accept(NoteLines.read(new String(content, from, to - from, StandardCharsets.UTF_8))
                        .orElseThrow(() -> new DamagedJournalException(name, line)));
                from = to + 1;
            }
        }
    }
}
