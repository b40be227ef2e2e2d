package barid.kit.db;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.apache.commons.io.FileUtils;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A real PostgreSQL for tests, one server per JVM; each database is a copy of a migrated template, so it is ready in a
 * moment and nobody else's.
 */
public final class TestPostgres {
    private static final AtomicInteger COPIES = new AtomicInteger();
    private static final String PASSWORD = "trial";

    private TestPostgres() {}

    private static final class Server {
        /** A copy of a database is hundreds of files: in memory, where there is room, it takes a quarter of the time. */
        private static final Path MEMORY = Path.of("/dev/shm");

        private static final long ROOM = 6L << 30;
        private static final String FOLDER = "barid-postgres-";

        static final EmbeddedPostgres POSTGRES = start();

        private static EmbeddedPostgres start() {
            try {
                EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder();
                if (Files.isDirectory(MEMORY) && Files.getFileStore(MEMORY).getUsableSpace() > ROOM) {
                    cleanUp();
                    builder.setDataDirectory(
                            MEMORY.resolve(FOLDER + ProcessHandle.current().pid()));
                }
                return builder.start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Deletes what tests that were killed left in the memory. */
        private static void cleanUp() throws IOException {
            try (Stream<Path> folders = Files.list(MEMORY)) {
                for (Path folder : folders.toList()) {
                    String name = folder.getFileName().toString();
                    if (name.startsWith(FOLDER)
                            && ProcessHandle.of(Long.parseLong(name.substring(FOLDER.length())))
                                    .isEmpty()) {
                        FileUtils.deleteQuietly(folder.toFile());
                    }
                }
            }
        }
    }

    /** A fresh database of {@code service} with its schema; the settings are the application role's. */
    public static DatabaseSettings create(String service, boolean follows) {
        synchronized (TestPostgres.class) {
            new Roles(server(), "postgres", "postgres").create(service, PASSWORD, PASSWORD);
            Database.migrate(settings(service, service, "_migrator", follows));
        }
        String copy = service + "_" + COPIES.incrementAndGet();
        copy(service, copy);
        return settings(service, copy, "_app", follows);
    }

    /** The owner's settings of the database that {@code app} belongs to. */
    public static DatabaseSettings owner(DatabaseSettings app) {
        return new DatabaseSettings(app.name(), app.url(), app.name() + "_migrator", PASSWORD, 2, app.migrations());
    }

    /** Makes {@code to} a copy of {@code from}, replacing it; both must be without connections, which are ended. */
    public static void copy(String from, String to) {
        execute("postgres", "DROP DATABASE IF EXISTS " + to + " WITH (FORCE)");
        execute("postgres", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + from + "'");
        execute("postgres", "CREATE DATABASE " + to + " TEMPLATE " + from);
    }

    /** The name of the database in a settings' URL. */
    public static String nameOf(DatabaseSettings settings) {
        return settings.url().substring(settings.url().lastIndexOf('/') + 1);
    }

    /** Runs one statement as the superuser in the named database. */
    public static void execute(String database, String sql) {
        try (Connection connection =
                        Server.POSTGRES.getDatabase("postgres", database).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String server() {
        return "jdbc:postgresql://127.0.0.1:" + Server.POSTGRES.getPort() + "/";
    }

    private static DatabaseSettings settings(String service, String database, String role, boolean follows) {
        DatabaseSettings settings = new DatabaseSettings(
                service, server() + database, service + role, PASSWORD, 8, List.of("classpath:db/" + service));
        return follows ? settings.withFollower() : settings;
    }
}
