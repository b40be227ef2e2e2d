package barid.kit.db;

import io.helidon.config.Config;
import io.helidon.config.ConfigSources;
import io.helidon.dbclient.DbClient;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.MigrationState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A service's own PostgreSQL database: pool, schema, connections for listening. */
public final class Database implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Database.class);
    private static final Duration RETRY = Duration.ofMillis(500);

    private final DatabaseSettings settings;
    private final LongAdder statements = new LongAdder();
    private final DbClient client;
    private final Transactions transactions;

    private Database(DatabaseSettings settings) {
        this.settings = settings;
        this.client = DbClient.builder()
                .config(Config.builder(ConfigSources.create(Map.of(
                                "source", "jdbc",
                                "connection.url", withoutDetail(settings.url()),
                                "connection.username", settings.username(),
                                "connection.password", settings.password(),
                                "connection.poolName", settings.name(),
                                "connection.maximumPoolSize", Integer.toString(settings.poolSize()),
                                // A password costs both sides thousands of hashes for each connection that is opened.
                                "connection.minimumIdle", "1",
                                "connection.connectionTimeout", "5000",
                                "connection.initializationFailTimeout", "-1")))
                        .disableEnvironmentVariablesSource()
                        .disableSystemPropertiesSource()
                        .build())
                .addService(statement -> {
                    statements.increment();
                    return statement;
                })
                .build();
        this.transactions = new Transactions(client, statements);
    }

    /** The server's detail of an error holds the values of the row, and an error is logged. */
    private static String withoutDetail(String url) {
        return url + (url.contains("?") ? "&" : "?") + "logServerErrorDetail=false";
    }

    /** Opens the pool; does not wait for the server. */
    public static Database open(DatabaseSettings settings) {
        return new Database(settings);
    }

    /** Brings the schema to this software's version, as the owner role ({@code <name>_migrator}). */
    public static void migrate(DatabaseSettings owner) {
        flyway(owner).migrate();
    }

    /**
     * Brings an empty schema to the version of another one, by these of our migrations alone.
     *
     * @throws NewSchemaException if this software lacks one of them
     */
    public static void migrate(DatabaseSettings owner, List<String> scripts) {
        Migrations.with(
                owner,
                scripts,
                folder -> flyway(owner, List.of("filesystem:" + folder)).migrate());
    }

    /** Which migrations a schema has, and which it lacks. */
    public static Schema schema(DatabaseSettings owner) {
        MigrationInfoService info = flyway(owner).info();
        return new Schema(
                scripts(info.applied(), state -> true),
                scripts(info.pending(), state -> true),
                scripts(info.applied(), state -> state == MigrationState.FUTURE_SUCCESS));
    }

    private static List<String> scripts(MigrationInfo[] migrations, Predicate<MigrationState> which) {
        return Stream.of(migrations)
                .filter(migration -> which.test(migration.getState()))
                .map(MigrationInfo::getScript)
                .toList();
    }

    /**
     * Waits until the server answers, or until {@code stopped}.
     *
     * @return false if stopped before
     * @throws OldSchemaException if the schema is older than this software
     */
    public boolean awaitReady(BooleanSupplier stopped) {
        boolean said = false;
        while (!stopped.getAsBoolean()) {
            try (Connection connection = connect()) {
                if (connection.isValid(5)) {
                    requireSchema(connection);
                    return true;
                }
            } catch (SQLException e) {
                if (!said) {
                    LOG.warn("Waiting for the database {}: {}", settings.name(), e.getMessage());
                    said = true;
                }
            }
            pause();
        }
        return false;
    }

    private static void pause() {
        try {
            Thread.sleep(RETRY);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Without Flyway, which takes longer to ask than all else that a start does to a database. */
    private void requireSchema(Connection connection) throws SQLException {
        Set<String> pending = new TreeSet<>(Migrations.scripts(settings));
        pending.removeAll(Migrations.applied(connection));
        if (!pending.isEmpty()) {
            throw new OldSchemaException("The schema of the database " + settings.name()
                    + " is older than this software, it lacks " + String.join(", ", pending)
                    + ". Run the command `migrate` with the owner role first.");
        }
    }

    private static Flyway flyway(DatabaseSettings settings) {
        return flyway(settings, settings.migrations());
    }

    private static Flyway flyway(DatabaseSettings settings, List<String> locations) {
        return Flyway.configure()
                .dataSource(settings.url(), settings.username(), settings.password())
                .locations(locations.toArray(String[]::new))
                // The follower's tables have a sequence of their own, which may grow after the service's.
                .outOfOrder(true)
                .load();
    }

    /** The DB Client over the pool. */
    public DbClient client() {
        return client;
    }

    /** Whether the pool gives a connection that the server answers on, within its limit of 5 seconds. */
    public boolean answers() {
        try (Connection ignored = client.unwrap(Connection.class)) {
            return true;
        } catch (SQLException | RuntimeException e) {
            return false;
        }
    }

    /** How many statements went through the client since the start, BEGIN and COMMIT included. */
    public long statements() {
        return statements.sum();
    }

    /** The only way to run several statements as one. */
    public Transactions transactions() {
        return transactions;
    }

    /** A connection of its own, outside the pool; the caller closes it. */
    Connection connect() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", settings.username());
        properties.setProperty("password", settings.password());
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("tcpKeepAlive", "true");
        return DriverManager.getConnection(withoutDetail(settings.url()), properties);
    }

    @Override
    public void close() {
        client.close();
    }
}
