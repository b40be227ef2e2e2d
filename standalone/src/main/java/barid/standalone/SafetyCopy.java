package barid.standalone;

import barid.kit.db.Database;
import barid.kit.db.Schema;
import barid.standalone.backup.Backup;
import barid.standalone.backup.DatabaseServer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A backup before the schema of an installation changes, in its folder {@code backups}; the newest few are kept. */
final class SafetyCopy {
    private static final int KEPT = 3;
    private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern(
                    "'before-migration-'yyyyMMdd'T'HHmmss'Z.zip'")
            .withZone(ZoneOffset.UTC);

    private final DataFolder folder;
    private final InstallationConfig config;
    private final DatabaseServer server;
    private final Progress progress;

    SafetyCopy(DataFolder folder, InstallationConfig config, DatabaseServer server, Progress progress) {
        this.folder = folder;
        this.config = config;
        this.server = server;
        this.progress = progress;
    }

    /** @throws IOException also if a schema is newer than this software, which would not know what it does to it */
    void beforeMigration() throws IOException {
        boolean filled = true;
        boolean pending = false;
        for (String service : InstallationConfig.SERVICES) {
            Schema schema = Database.schema(config.owner(service, server.url()));
            if (!schema.unknown().isEmpty()) {
                throw new IOException("the folder " + folder.path() + " was used by a newer Barid, whose "
                        + schema.unknown().getFirst()
                        + " this one lacks; start that one, or restore a backup made before it");
            }
            filled &= !schema.applied().isEmpty();
            pending |= !schema.pending().isEmpty();
        }
        if (filled && pending) {
            progress.step("Backup before the migration");
            write();
        }
    }

    private void write() throws IOException {
        Path backups = Files.createDirectories(folder.path().resolve("backups"));
        InstantSource clock = InstantSource.system();
        new Backup(folder.path(), server, clock)
                .write(backups.resolve(NAME.format(clock.instant())), about -> bytes -> {});
        try (Stream<Path> files = Files.list(backups)) {
            List<Path> oldestLast = files.filter(
                            file -> file.getFileName().toString().startsWith("before-migration-"))
                    .sorted(Comparator.reverseOrder())
                    .toList();
            for (Path file : oldestLast.subList(Math.min(KEPT, oldestLast.size()), oldestLast.size())) {
                Files.delete(file);
            }
        }
    }
}
