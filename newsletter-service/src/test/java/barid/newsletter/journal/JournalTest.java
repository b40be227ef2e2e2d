package barid.newsletter.journal;

import barid.newsletter.stories.StoryKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The journal in a folder: what is written is read, by whomever, whatever happened to its writer. */
class JournalTest {
    private static final Instant NOW = Instant.parse("2026-11-29T07:00:00Z");

    @TempDir
    Path folder;

    private FolderStorage storage() {
        return new FolderStorage(folder, InstantSource.fixed(NOW));
    }

    private static Note.Left left(int number) {
        return new Note.Left(new UUID(7, number), NOW, "%064x".formatted(number), "unsubscribed");
    }

    private List<Note> read(Series series) throws IOException {
        List<Note> notes = new ArrayList<>();
        try (FolderStorage storage = storage()) {
            new Contents(storage).each(series, notes::add);
        }
        return notes;
    }

    private Path segment() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.findFirst().orElseThrow();
        }
    }

    @Test
    void everyKindOfNoteIsReadAsItWasWritten() throws IOException {
        List<Note> notes = List.of(
                new Note.Begun(
                        new UUID(1, 1),
                        NOW,
                        new Mailing(new UUID(2, 2), "daily", "2026-11-29", NOW, NOW.plusSeconds(1), NOW.plusSeconds(2)),
                        42,
                        "gmail.com",
                        List.of(new StoryKey(new UUID(3, 3), "ar")),
                        List.of(new Corrected(new UUID(3, 3), "ar", NOW)),
                        List.of(new Note.Mails(
                                "ar",
                                List.of(0),
                                List.of(0),
                                ReaderNames.of(
                                        List.of(new byte[32], HexFormat.of().parseHex("ab".repeat(32))))))),
                new Note.Committed(new UUID(1, 1), NOW, List.of(42L)),
                new Note.Claimed(new UUID(4, 4), NOW, new UUID(1, 1), 42, 1),
                new Note.Done(new UUID(4, 4), NOW, new UUID(1, 1), 42, 1),
                new Note.Struck(new UUID(5, 5), NOW),
                new Note.Answered(new UUID(6, 6), NOW, "skip", List.of(new UUID(4, 4))),
                new Note.Checked(new UUID(7, 7), NOW));
        try (FolderStorage storage = storage()) {
            new NoteWriter(storage, Series.SENDING).write(notes);
        }
        assertThat(read(Series.SENDING)).isEqualTo(notes);
        assertThat(((Note.Begun) notes.getFirst()).readers()).containsExactly("00".repeat(12), "ab".repeat(12));
        assertThat(read(Series.LEFT)).isEmpty();
    }

    @Test
    void twoWritersOfManyThreadsLoseNothingAndShareTheirWrites() throws Exception {
        int each = 200;
        try (FolderStorage one = storage();
                FolderStorage other = storage();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            NoteWriter first = new NoteWriter(one, Series.LEFT);
            NoteWriter second = new NoteWriter(other, Series.LEFT);
            List<Future<?>> writes = new ArrayList<>();
            for (int i = 0; i < each; i++) {
                int number = i;
                writes.add(threads.submit(() -> first.write(List.of(left(number)))));
                writes.add(threads.submit(() -> second.write(List.of(left(each + number)))));
            }
            for (Future<?> write : writes) {
                write.get();
            }
        }
        assertThat(read(Series.LEFT)).hasSize(2 * each).doesNotHaveDuplicates();
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).as("a segment of each writer").hasSize(2);
        }
    }

    @Test
    void whatAKilledWriterLeftHalfWrittenIsNoNoteAndTheOthersStand() throws IOException {
        try (FolderStorage storage = storage()) {
            new NoteWriter(storage, Series.LEFT).write(List.of(left(1), left(2)));
        }
        Path segment = segment();
        String half = NoteLines.write(left(3)).substring(0, 40);
        Files.writeString(segment, half, StandardOpenOption.APPEND);
        try (FolderStorage storage = storage()) {
            new NoteWriter(storage, Series.LEFT).write(List.of(left(4)));
        }
        assertThat(read(Series.LEFT)).containsExactlyInAnyOrder(left(1), left(2), left(4));
    }

    @Test
    void aLineThatChangedAfterItWasWrittenIsSaidToBeDamaged() throws IOException {
        try (FolderStorage storage = storage()) {
            new NoteWriter(storage, Series.LEFT).write(List.of(left(1), left(2), left(3)));
        }
        Path segment = segment();
        Files.writeString(segment, Files.readString(segment).replace("%064x".formatted(2), "%064x".formatted(9)));
        assertThatThrownBy(() -> read(Series.LEFT))
                .isInstanceOf(DamagedJournalException.class)
                .hasMessage("line 2 of " + segment.getFileName() + " is damaged");
    }

    @Test
    void whoWaitsForANoteHearsThatItCannotBeWrittenAndWhatNobodyWaitsForIsWrittenLater() throws IOException {
        Path blocked = folder.resolve("blocked");
        Files.writeString(blocked, "a file where the folder should be");
        try (FolderStorage storage = new FolderStorage(blocked, InstantSource.fixed(NOW))) {
            NoteWriter writer = new NoteWriter(storage, Series.LEFT);
            writer.writeLater(left(1));
            assertThatThrownBy(() -> writer.write(List.of(left(2)))).isInstanceOf(JournalAwayException.class);
            assertThat(writer.away()).isTrue();
            Files.delete(blocked);
            writer.retry(new Note.Checked(new UUID(1, 1), NOW));
            assertThat(writer.away()).isFalse();
            List<Note> notes = new ArrayList<>();
            new Contents(storage).each(Series.LEFT, notes::add);
            assertThat(notes).as("without what failed").containsExactly(left(1));
        }
    }

    @Test
    void segmentsGoOnceTheirLastNoteIsOldEnough() throws IOException {
        try (FolderStorage storage = storage()) {
            new NoteWriter(storage, Series.LEFT).write(List.of(left(1)));
        }
        Files.setLastModifiedTime(segment(), FileTime.from(NOW));
        try (FolderStorage storage = storage()) {
            storage.forget(Series.LEFT, NOW);
            storage.forget(Series.SENDING, NOW.plusSeconds(1));
            assertThat(read(Series.LEFT)).hasSize(1);
            storage.forget(Series.LEFT, NOW.plusSeconds(1));
        }
        assertThat(read(Series.LEFT)).isEmpty();
    }
}
