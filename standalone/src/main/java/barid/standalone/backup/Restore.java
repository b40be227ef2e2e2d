package barid.standalone.backup;

import barid.kit.db.Database;
import barid.kit.db.DatabaseSettings;
import barid.kit.db.NewSchemaException;
import barid.kit.db.Roles;
import barid.newsletter.journal.JournalFolder;
import org.postgresql.PGConnection;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Puts a backup into a new folder and a new server. */
public final class Restore {
    private static final String HOLD = """
            INSERT INTO sending_hold (cause, reason, since) VALUES ('operator', ?, ?)
            ON CONFLICT (cause) DO UPDATE SET reason = EXCLUDED.reason || ' Before that: ' || sending_hold.reason""";

    private final BackupFile file;

    public Restore(BackupFile file) {
        this.file = file;
    }

    /** Writes all but the databases; the journal of then as its folder {@code journal}. */
    public void files(Path folder) throws IOException {
        for (Manifest.Entry entry : file.manifest().files()) {
            Path target = folder.resolve(entry.name());
            Files.createDirectories(target.resolveSibling(""));
            Files.createFile(
                    target, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try (InputStream in = file.read(entry);
                    var out = Files.newOutputStream(target)) {
                in.transferTo(out);
            }
        }
    }

    /**
     * Fills a server that has none of the databases yet; each has the schema that it had. One that was not filled to the end is to be
     * thrown away.
     *
     * @param secret the passwords of the roles, by the roles' names
     */
    public void databases(DatabaseServer server, UnaryOperator<String> secret, LongConsumer progress)
            throws IOException {
        Roles roles = new Roles(server.url(), "postgres", server.password());
        for (Manifest.Part part : file.manifest().databases()) {
            String migrator = part.name() + "_migrator";
            roles.create(part.name(), secret.apply(migrator), secret.apply(part.name() + "_app"));
            migrate(
                    part,
                    new DatabaseSettings(
                                    part.name(),
                                    server.url() + part.name(),
                                    migrator,
                                    secret.apply(migrator),
                                    1,
                                    List.of("classpath:db/" + part.name()))
                            .withFollower());
            try (Connection connection = server.connect(part.name())) {
                fill(connection, part, progress);
            } catch (SQLException e) {
                throw new IOException("The database " + part.name() + " cannot be filled: " + e.getMessage(), e);
            }
        }
    }

    private static void migrate(Manifest.Part part, DatabaseSettings owner) throws IOException {
        try {
            Database.migrate(owner, part.migrations());
        } catch (NewSchemaException e) {
            throw new IOException("The backup was made by a newer Barid; put it back with that one.", e);
        }
    }

    private void fill(Connection connection, Manifest.Part part, LongConsumer progress)
            throws SQLException, IOException {
        Map<String, List<String>> tables = Tables.of(connection);
        Map<String, List<String>> told =
                part.tables().stream().collect(Collectors.toMap(Manifest.Table::name, Manifest.Table::columns));
        if (!tables.equals(told)) {
            throw new IOException("The backup's tables are not those of its version; it is damaged.");
        }
        try (Statement statement = connection.createStatement()) {
            // Neither what refers to rows that are not there yet, nor what a change sets off.
            statement.execute("SET session_replication_role = replica");
            statement.execute(
                    tables.keySet().stream().map(Tables::quoted).collect(Collectors.joining(", ", "TRUNCATE ", "")));
            for (Manifest.Table table : part.tables()) {
                try (InputStream rows = file.read(table.rows())) {
                    connection
                            .unwrap(PGConnection.class)
                            .getCopyAPI()
                            .copyIn(
                                    "COPY " + Tables.named(table.name(), table.columns()) + " FROM STDIN",
                                    new Counted(rows, progress),
                                    1 << 16);
                }
            }
            for (Map.Entry<String, Long> sequence : part.sequences().entrySet()) {
                proceed(connection, sequence.getKey(), sequence.getValue());
            }
            statement.execute("RESET session_replication_role");
            if (part.name().equals("feed")) {
                // What partners' copies were told after the backup is not true any more.
                statement.execute("SELECT renew_generation()");
            }
            statement.execute("ANALYZE");
        }
    }

    private static void proceed(Connection connection, String sequence, long value) throws SQLException {
        try (PreparedStatement set = connection.prepareStatement("SELECT setval(cast(? AS regclass), ?)")) {
            set.setString(1, Tables.quoted(sequence));
            set.setLong(2, value);
            set.execute();
        }
    }

    /** Whether this journal goes on after the backup was whole, so that it knows what was sent since. */
    public boolean isContinuedBy(Path journal) throws IOException {
        var mark = file.manifest().mark();
        return mark != null && new JournalFolder(journal).holds(mark);
    }

    /** Nothing is sent before an operator lets it go on. */
    public void hold(DatabaseServer server, String reason, InstantSource clock) throws IOException {
        try (Connection connection = server.connect("newsletter");
                PreparedStatement hold = connection.prepareStatement(HOLD)) {
            hold.setString(1, reason);
            hold.setObject(2, clock.instant().atOffset(ZoneOffset.UTC));
            hold.execute();
        } catch (SQLException e) {
            throw new IOException("Sending cannot be held: " + e.getMessage(), e);
        }
    }

    private static final class Counted extends FilterInputStream {
        private final LongConsumer progress;

        Counted(InputStream in, LongConsumer progress) {
            super(in);
            this.progress = progress;
        }

        @Override
        public int read(byte[] some, int from, int length) throws IOException {
            int read = in.read(some, from, length);
            progress.accept(Math.max(0, read));
            return read;
        }
    }
}
