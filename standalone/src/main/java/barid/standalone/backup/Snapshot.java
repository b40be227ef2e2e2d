package barid.standalone.backup;

import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One database as it was at an instant, whatever is written to it meanwhile. */
final class Snapshot implements AutoCloseable {
    private final String name;
    private final Connection connection;

    private Snapshot(String name, Connection connection) {
        this.name = name;
        this.connection = connection;
    }

    static Snapshot take(DatabaseServer server, String database) throws SQLException {
        Connection connection = server.connect(database);
        try {
            connection.setAutoCommit(false);
            connection.setReadOnly(true);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            try (Statement statement = connection.createStatement()) {
                // The first statement takes it.
                statement.execute("SELECT 1");
            }
            return new Snapshot(database, connection);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** About how many bytes there are to write. */
    long size() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT coalesce(sum(pg_table_size(oid)), 0) FROM pg_class"
                        + " WHERE relkind = 'r' AND relnamespace = cast('public' AS regnamespace)")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    Manifest.Part writeTo(EntryWriter out) throws SQLException, IOException {
        List<Manifest.Table> tables = new ArrayList<>();
        CopyManager copy = connection.unwrap(PGConnection.class).getCopyAPI();
        for (Map.Entry<String, List<String>> table : Tables.of(connection).entrySet()) {
            String sql = "COPY " + Tables.named(table.getKey(), table.getValue()) + " TO STDOUT";
            tables.add(new Manifest.Table(
                    table.getKey(), table.getValue(), out.write(name + "/" + table.getKey() + ".rows", rows -> {
                        try {
                            copy.copyOut(sql, rows);
                        } catch (SQLException e) {
                            throw new IOException("the table " + table.getKey() + " cannot be read", e);
                        }
                    })));
        }
        return new Manifest.Part(name, migrations(), tables, sequences());
    }

    private List<String> migrations() throws SQLException {
        List<String> scripts = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT script FROM flyway_schema_history"
                        + " WHERE success AND version IS NOT NULL ORDER BY installed_rank")) {
            while (rows.next()) {
                scripts.add(rows.getString(1));
            }
        }
        return scripts;
    }

    /** No snapshot holds them: they are at least where the rows need them. */
    private Map<String, Long> sequences() throws SQLException {
        Map<String, Long> sequences = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT sequencename, last_value FROM pg_sequences"
                        + " WHERE schemaname = 'public' AND last_value IS NOT NULL")) {
            while (rows.next()) {
                sequences.put(rows.getString(1), rows.getLong(2));
            }
        }
        return sequences;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
