package barid.newsletter.journal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;

/** The files of a journal, as who backs an installation up and puts it back handles them; a newsletter may write on meanwhile. */
public final class JournalFolder {
    private final Path folder;

    public JournalFolder(Path folder) {
        this.folder = folder;
    }

    /** Its files, the oldest first. */
    public List<Path> segments() throws IOException {
        try (FolderStorage storage = new FolderStorage(folder, InstantSource.system())) {
            List<Path> segments = new ArrayList<>();
            for (Series series : Series.values()) {
                segments.addAll(storage.files(series));
            }
            return segments;
        }
    }

    /** Whether {@code name} is one that a file of a journal may have. */
    public static boolean isSegment(String name) {
        return FolderStorage.isSegment(name);
    }

    /** Notes {@code mark}: whoever finds it later has a journal that goes on after this instant. */
    public void mark(UUID mark, InstantSource clock) throws IOException {
        String line = NoteLines.write(new Note.Checked(mark, clock.instant())) + "\n";
        try (FolderStorage storage = new FolderStorage(folder, clock)) {
            storage.append(Series.SENDING, line.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Whether {@code mark} was noted here. */
    public boolean holds(UUID mark) throws IOException {
        AtomicBoolean found = new AtomicBoolean();
        try (FolderStorage storage = new FolderStorage(folder, InstantSource.system())) {
            new Contents(storage).each(Series.SENDING, note -> {
                if (note.id().equals(mark)) {
                    found.set(true);
                }
            });
        }
        return found.get();
    }

    /**
     * Takes in what another journal has and this one lacks. A file that both have only grew: the longer one stays.
     *
     * @throws IOException also if a file differs in what both have, which is no copy of the same journal then
     */
    public void join(Path other) throws IOException {
        Files.createDirectories(folder);
        for (Path segment : new JournalFolder(other).segments()) {
            Path ours = folder.resolve(segment.getFileName());
            if (Files.exists(ours)) {
                long differs = Files.mismatch(ours, segment);
                if (differs < 0 || differs == Files.size(segment)) {
                    continue;
                }
                if (differs != Files.size(ours)) {
                    throw new IOException("the journals in " + folder + " and " + other + " contradict each other in "
                            + segment.getFileName());
                }
            }
            Path part = folder.resolve(segment.getFileName() + ".part");
            Files.copy(segment, part, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
            Files.move(part, ours, StandardCopyOption.ATOMIC_MOVE);
        }
    }
}
