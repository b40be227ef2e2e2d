package barid.kit.db;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

/**
 * Creates a service's database with its two roles, owner {@code <service>_migrator} and application
 * {@code <service>_app}, by the same SQL files that Kubernetes runs.
 */
public final class Roles {
    private final String server;
    private final String superuser;
    private final String password;

    /** {@code server} is a JDBC URL up to the database's name: {@code jdbc:postgresql://127.0.0.1:5432/}. */
    public Roles(String server, String superuser, String password) {
        this.server = server;
        this.superuser = superuser;
        this.password = password;
    }

    /** Creates database and roles unless the database is there; passwords are letters and digits of our own making. */
    public void create(String service, String migratorPassword, String appPassword) {
        Map<String, String> values =
                Map.of("service", service, "migrator_password", migratorPassword, "app_password", appPassword);
        try (Connection connection = DriverManager.getConnection(server + "postgres", superuser, password)) {
            if (exists(connection, service)) {
                return;
            }
            run(connection, "roles.sql", values);
        } catch (SQLException e) {
            throw new IllegalStateException("the database " + service + " cannot be created", e);
        }
        try (Connection connection = DriverManager.getConnection(server + service, superuser, password)) {
            run(connection, "grants.sql", values);
        } catch (SQLException e) {
            throw new IllegalStateException("the roles of " + service + " cannot be given their rights", e);
        }
    }

    private static boolean exists(Connection connection, String service) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT 1 FROM pg_database WHERE datname = ?")) {
            query.setString(1, service);
            return query.executeQuery().next();
        }
    }

    private static void run(Connection connection, String file, Map<String, String> values) throws SQLException {
        String sql = read(file)
                .lines()
                .filter(line -> !line.startsWith("--"))
                .reduce("", (whole, line) -> whole + line + "\n");
        for (var value : values.entrySet()) {
            sql = sql.replace("${" + value.getKey() + "}", value.getValue());
        }
        try (Statement statement = connection.createStatement()) {
            // One at a time: CREATE DATABASE refuses to share a transaction.
            for (String command : sql.split(";", -1)) {
                if (!command.isBlank()) {
                    statement.execute(command);
                }
            }
        }
    }

    private static String read(String file) {
        try (InputStream in = Roles.class.getResourceAsStream("/db/" + file)) {
            if (in == null) {
                throw new IllegalStateException("db/" + file + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
