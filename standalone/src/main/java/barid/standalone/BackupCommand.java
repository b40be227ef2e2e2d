package barid.standalone;

import barid.standalone.backup.Backup;
import barid.standalone.backup.DatabaseServer;
import barid.standalone.postgres.LocalPostgres;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Properties;

/** Backs up an installation, which may be running. */
final class BackupCommand {
    private final PrintStream out;
    private final PrintStream err;
    private final InstantSource clock;

    BackupCommand(PrintStream out, PrintStream err, InstantSource clock) {
        this.out = out;
        this.err = err;
        this.clock = clock;
    }

    /** 0 if the file was written; {@code force} replaces one that is there. */
    int run(Path file, @Nullable Path data, boolean force) {
        try {
            if (data == null) {
                throw new Refusal("Say whose data: ./barid --data DIR backup FILE");
            }
            if (!DataFolder.isFilled(data)) {
                throw new Refusal(data + " holds no installation.");
            }
            if (Files.exists(file) && !force) {
                throw new Refusal(file + " is there already; --force replaces it.");
            }
            backup(file, data.toAbsolutePath());
            return 0;
        } catch (Refusal e) {
            err.println(e.line());
            return 1;
        } catch (IOException e) {
            err.println("The backup failed, and no file was written: " + e.getMessage());
            return 1;
        }
    }

    private void backup(Path file, Path data) throws IOException, Refusal {
        DataFolder folder;
        try {
            folder = DataFolder.kept(data);
        } catch (Refusal running) {
            write(file, data, running(data));
            return;
        }
        try (folder) {
            LocalPostgres postgres = LocalPostgres.start(Installation.cache(), data, folder.secret("postgres"));
            try {
                write(file, data, new DatabaseServer(postgres.url(), folder.secret("postgres")));
            } finally {
                postgres.stop();
            }
        }
    }

    /** The server of the installation that has the folder. */
    private static DatabaseServer running(Path data) throws IOException, Refusal {
        Properties secrets = new Properties();
        try (var in = Files.newBufferedReader(data.resolve("secrets.properties"))) {
            secrets.load(in);
        }
        Path state = data.resolve("data/postmaster.pid");
        List<String> lines = Files.exists(state) ? Files.readAllLines(state) : List.of();
        if (lines.size() < 4) {
            throw new Refusal("The Barid of " + data + " is just starting or stopping; try again.");
        }
        return new DatabaseServer(
                "jdbc:postgresql://127.0.0.1:" + lines.get(3).strip() + "/", secrets.getProperty("postgres", ""));
    }

    private void write(Path file, Path data, DatabaseServer server) throws IOException {
        long begun = System.nanoTime();
        new Backup(data, server, clock).write(file.toAbsolutePath(), about -> new Transfer(out, about)::add);
        out.println("Backed up " + data + " to " + file + ", " + Transfer.megabytes(Files.size(file)) + " in "
                + Progress.seconds(begun) + ". Whoever can read it has all secrets and addresses of the installation.");
    }
}
