package barid.standalone;

import barid.newsletter.journal.JournalFolder;
import barid.standalone.backup.BackupFile;
import barid.standalone.backup.DatabaseServer;
import barid.standalone.backup.Restore;
import barid.standalone.postgres.LocalPostgres;
import org.apache.commons.io.file.PathUtils;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts a backup back. All of it is made in a folder beside, and takes the place of what is there at the end: until then nothing is
 * changed. The journal is only ever added to, since what was sent and who left stays true.
 */
final class RestoreCommand {
    private static final String STAGE = "restoring";
    private static final List<String> REPLACED = List.of("data", "secrets.properties", "filled");
    private static final DateTimeFormatter ASIDE =
            DateTimeFormatter.ofPattern("'before-restore-'yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter SAID =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'").withZone(ZoneOffset.UTC);

    private final PrintStream out;
    private final PrintStream err;
    private final InstantSource clock;

    RestoreCommand(PrintStream out, PrintStream err, InstantSource clock) {
        this.out = out;
        this.err = err;
        this.clock = clock;
    }

    /** Whether a restore began here and did not end. */
    static boolean wasCutShort(Path data) {
        return Files.exists(data.resolve(STAGE));
    }

    /**
     * 0 if {@code data} is as it was when the backup was made.
     *
     * @param journal a newer journal, which lies elsewhere
     * @param replace whether an installation that is there may be put aside
     */
    int run(Path file, @Nullable Path data, @Nullable Path journal, boolean replace) {
        try {
            if (data == null) {
                throw new Refusal("Say where to: ./barid --data DIR restore FILE");
            }
            if (DataFolder.isFilled(data) && !replace) {
                throw new Refusal(data + " holds an installation already; --replace puts it aside first.");
            }
            if (journal != null && new JournalFolder(journal).segments().isEmpty()) {
                throw new Refusal("There is no journal in " + journal + ".");
            }
            try (BackupFile backup = BackupFile.open(file);
                    DataFolder folder = DataFolder.kept(data)) {
                restore(backup, file, folder.path(), journal);
            }
            return 0;
        } catch (Refusal e) {
            err.println(e.line());
            return 1;
        } catch (IOException e) {
            err.println("Nothing was restored. " + e.getMessage());
            return 1;
        }
    }

    private void restore(BackupFile backup, Path file, Path data, @Nullable Path journal) throws IOException, Refusal {
        long begun = System.nanoTime();
        List<Path> journals = new ArrayList<>(List.of(data.resolve("journal")));
        if (journal != null) {
            journals.add(journal);
        }
        Path stage = data.resolve(STAGE);
        delete(stage);
        boolean goesOn;
        try {
            goesOn = stage(backup, stage, journals);
        } catch (IOException | Refusal | RuntimeException e) {
            delete(stage);
            throw e;
        }
        JournalFolder kept = new JournalFolder(data.resolve("journal"));
        kept.join(stage.resolve("journal"));
        if (journal != null) {
            kept.join(journal);
        }
        Path aside = data.resolve(ASIDE.format(clock.instant()));
        boolean replaced = swap(stage, data, aside);
        out.println("Restored " + file + ", made at " + SAID.format(backup.at()) + ", into " + data + " in "
                + Progress.seconds(begun) + ".");
        if (replaced) {
            out.println("What was there lies in " + aside + "; delete it when you are content.");
        }
        if (!goesOn) {
            out.println(
                    "No journal here goes on after that, so sending is held: look at what was mailed since, and let it go on"
                            + " in the console under Sending.");
        }
    }

    /** Returns whether one of the journals goes on after the backup. */
    private boolean stage(BackupFile backup, Path stage, List<Path> journals) throws IOException, Refusal {
        Restore restore = new Restore(backup);
        boolean goesOn = false;
        for (Path one : journals) {
            goesOn |= restore.isContinuedBy(one);
        }
        Files.createDirectories(stage.resolve("journal"));
        restore.files(stage);
        try (DataFolder folder = DataFolder.kept(stage)) {
            LocalPostgres postgres = LocalPostgres.start(Installation.cache(), stage, folder.secret("postgres"));
            try {
                DatabaseServer server = new DatabaseServer(postgres.url(), folder.secret("postgres"));
                restore.databases(server, folder::secret, new Transfer(out, backup.size())::add);
                if (!goesOn) {
                    restore.hold(server, reason(backup), clock);
                }
            } finally {
                postgres.stop();
            }
        }
        return goesOn;
    }

    private static String reason(BackupFile backup) {
        return "Put back from a backup of " + SAID.format(backup.at()) + " without a journal that goes on after it:"
                + " what was mailed since would go once more, and who left since would be mailed.";
    }

    /** Returns whether something was put aside. */
    private static boolean swap(Path stage, Path data, Path aside) throws IOException {
        boolean replaced = false;
        for (String name : REPLACED) {
            Path old = data.resolve(name);
            if (Files.exists(old) && (Files.isDirectory(old) || Files.size(old) > 0)) {
                Files.createDirectories(aside);
                Files.move(old, aside.resolve(name));
                replaced = true;
            } else {
                Files.deleteIfExists(old);
            }
        }
        for (String name : REPLACED) {
            if (Files.exists(stage.resolve(name))) {
                Files.move(stage.resolve(name), data.resolve(name));
            }
        }
        delete(stage);
        return replaced;
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            PathUtils.deleteDirectory(folder);
        }
    }
}
