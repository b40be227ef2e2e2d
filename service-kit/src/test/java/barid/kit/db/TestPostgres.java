package barid.kit.db;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A real PostgreSQL for tests, one server per JVM; each database is a copy of a migrated template, so it is ready in a
 * moment and nobody else's.
 */
public final class TestPostgres {
    private static final AtomicInteger COPIES = new AtomicInteger();
    private static final String PASSWORD = "trial";

    private TestPostgres() {}

    private static final class Server {
        static final EmbeddedPostgres POSTGRES = start();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.builder().start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
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
