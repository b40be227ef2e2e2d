package barid.standalone;

import barid.kit.Await;
import barid.kit.db.DatabaseSettings;
import barid.kit.db.Roles;
import barid.standalone.postgres.LocalPostgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A PostgreSQL whose log is archived, and a second one made from a base backup of the first and its archive up to a named moment:
 * what CloudNativePG does for a point-in-time recovery.
 */
final class ArchivedPostgres implements AutoCloseable {
    private static final String PASSWORD = "trial";

    private final Path archive;
    private final Path restoredFolder;
    private final Path data;
    private LocalPostgres running;

    ArchivedPostgres(Path folder) throws IOException, SQLException {
        archive = Files.createDirectories(folder.resolve("archive"));
        restoredFolder = Files.createDirectories(folder.resolve("restored"));
        Path first = folder.resolve("first");
        data = Files.createDirectories(first).resolve("data");
        LocalPostgres fresh = LocalPostgres.start(Installation.cache(), first, PASSWORD);
        running = fresh;
        execute("ALTER SYSTEM SET archive_mode = on");
        execute("ALTER SYSTEM SET archive_command = 'cp %p " + archive + "/%f'");
        fresh.stop();
        running = LocalPostgres.start(Installation.cache(), first, PASSWORD);
    }

    /** Creates a service's database with its roles. */
    void create(String service) {
        new Roles(running.url(), "postgres", PASSWORD).create(service, PASSWORD, PASSWORD);
    }

    /** The database on the server that runs now, as one of its roles. */
    DatabaseSettings as(String service, String role) {
        return new DatabaseSettings(
                service,
                running.url() + service,
                service + "_" + role,
                PASSWORD,
                8,
                List.of("classpath:db/" + service));
    }

    /** Copies the running server's files, as a physical backup does. */
    void backUp() throws IOException, SQLException, InterruptedException {
        Path copy = restoredFolder.resolve("data");
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_backup_start('drill', true)");
            Process copying = new ProcessBuilder("cp", "-a", data.toString(), copy.toString()).start();
            // A file that goes away meanwhile is made again from the log.
            copying.waitFor();
            try (ResultSet label = statement.executeQuery("SELECT labelfile FROM pg_backup_stop()")) {
                label.next();
                Files.writeString(copy.resolve("backup_label"), label.getString(1));
            }
        }
        Files.deleteIfExists(copy.resolve("postmaster.pid"));
        try (Stream<Path> log = Files.walk(copy.resolve("pg_wal"))) {
            for (Path file : log.filter(Files::isRegularFile)
                    .sorted(Comparator.reverseOrder())
                    .toList()) {
                Files.delete(file);
            }
        }
    }

    /** Gives this moment a name. */
    void name(String moment) throws SQLException {
        execute("SELECT pg_create_restore_point('" + moment + "')");
    }

    /** Stops the server, and starts another one with everything as it was at the named moment. */
    void restore(String moment) throws IOException, SQLException {
        execute("SELECT pg_switch_wal()");
        Await.until("the log is archived", () -> waiting() == 0);
        running.stop();
        Path copy = restoredFolder.resolve("data");
        Files.writeString(
                copy.resolve("postgresql.auto.conf"),
                """
                archive_mode = off
                restore_command = 'cp %s/%%f %%p'
                recovery_target_name = '%s'
                recovery_target_action = promote
                """.formatted(archive, moment),
                StandardOpenOption.TRUNCATE_EXISTING);
        Files.writeString(copy.resolve("recovery.signal"), "");
        running = LocalPostgres.start(Installation.cache(), restoredFolder, PASSWORD);
        Await.until(
                "the restored server takes writes",
                () -> query("SELECT pg_is_in_recovery()").equals("f"));
    }

    /** How many closed files of the log are not archived. */
    private long waiting() throws IOException {
        try (Stream<Path> states = Files.list(data.resolve("pg_wal/archive_status"))) {
            return states.filter(state -> state.toString().endsWith(".ready")).count();
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(running.url() + "postgres", "postgres", PASSWORD);
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private String query(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    @Override
    public void close() throws IOException {
        running.stop();
    }
}
