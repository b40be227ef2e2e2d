package barid.standalone.backup;

import barid.kit.http.Json;
import barid.newsletter.journal.JournalFolder;
import org.jspecify.annotations.Nullable;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongConsumer;

/** Writes an installation into one file, which is there only when it is whole. It holds secrets: only its owner reads it. */
public final class Backup {
    /** The follower's snapshot before the one that it follows. */
    private static final List<String> DATABASES = List.of("newsletter", "feed", "article");

    private final Path data;
    private final DatabaseServer server;
    private final InstantSource clock;

    /** {@code data} is the installation's folder. */
    public Backup(Path data, DatabaseServer server, InstantSource clock) {
        this.data = data;
        this.server = server;
        this.clock = clock;
    }

    /** Told how much there is to write, about, and then how much more was written, in bytes. */
    public interface Watcher {
        LongConsumer begin(long about);
    }

    /** Writes {@code file}, over one that is there. */
    public void write(Path file, Watcher watcher) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        Files.deleteIfExists(part);
        List<Snapshot> snapshots = new ArrayList<>();
        try {
            long about = 0;
            for (String database : DATABASES) {
                Snapshot snapshot = Snapshot.take(server, database);
                snapshots.add(snapshot);
                about += snapshot.size();
            }
            write(part, snapshots, watcher.begin(about));
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (SQLException e) {
            throw new IOException("the databases cannot be read: " + e.getMessage(), e);
        } finally {
            Files.deleteIfExists(part);
            for (Snapshot snapshot : snapshots) {
                close(snapshot);
            }
        }
    }

    private void write(Path part, List<Snapshot> snapshots, LongConsumer progress) throws IOException, SQLException {
        JournalFolder journal = new JournalFolder(data.resolve("journal"));
        UUID mark = journal.segments().isEmpty() ? null : UUID.randomUUID();
        try (FileChannel channel = FileChannel.open(
                part,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            OutputStream file = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
            EntryWriter out = new EntryWriter(file, progress);
            Manifest manifest = contents(out, snapshots, journal, mark);
            out.write(Manifest.NAME, entry -> entry.write(Json.write(manifest)));
            out.finish();
            file.flush();
            channel.force(true);
        }
        if (mark != null) {
            journal.mark(mark, clock);
        }
    }

    private Manifest contents(EntryWriter out, List<Snapshot> snapshots, JournalFolder journal, @Nullable UUID mark)
            throws IOException, SQLException {
        List<Manifest.Part> databases = new ArrayList<>();
        for (Snapshot snapshot : snapshots) {
            databases.add(snapshot.writeTo(out));
        }
        List<Manifest.Entry> files = new ArrayList<>();
        for (String name : BackupFile.FILES) {
            Path file = data.resolve(name);
            if (Files.exists(file)) {
                files.add(out.write(name, entry -> Files.copy(file, entry)));
            }
        }
        // After the databases: of all that they hold it tells.
        for (Path segment : journal.segments()) {
            files.add(out.write(BackupFile.JOURNAL + segment.getFileName(), entry -> Files.copy(segment, entry)));
        }
        return new Manifest(Manifest.FORMAT, clock.instant(), mark, databases, files);
    }

    private static void close(Snapshot snapshot) {
        try {
            snapshot.close();
        } catch (SQLException e) {
            // It only read.
        }
    }
}
