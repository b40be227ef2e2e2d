package barid.standalone;

import barid.kit.db.Database;
import barid.kit.db.DatabaseSettings;
import barid.kit.db.Roles;
import barid.standalone.backup.DatabaseServer;
import barid.standalone.postgres.LocalPostgres;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SafetyCopyIT {
    private final PrintStream nowhere = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);

    @TempDir
    private Path temporary;

    @Test
    void anOlderSchemaIsBackedUpBeforeItChangesAndANewerOneIsLeftAlone() throws Exception {
        Path data = temporary.resolve("data");
        try (DataFolder folder = DataFolder.kept(data)) {
            LocalPostgres postgres = LocalPostgres.start(Installation.cache(), data, folder.secret("postgres"));
            try {
                InstallationConfig config = new InstallationConfig(
                        new Installation.Options(data, Ports.free(), false, null, "a-token-for-tests"), folder);
                SafetyCopy copy = new SafetyCopy(
                        folder,
                        config,
                        new DatabaseServer(postgres.url(), folder.secret("postgres")),
                        new Progress(nowhere));
                copyOfAnOlderVersion(folder, config, postgres, copy);

                DatabaseSettings newsletter = config.owner("newsletter", postgres.url());
                Database.migrate(newsletter);
                copy.beforeMigration();
                assertThat(backups(data)).hasSize(1);

                try (var connection = DriverManager.getConnection(
                                newsletter.url(), newsletter.username(), newsletter.password());
                        var statement = connection.createStatement()) {
                    statement.execute("UPDATE flyway_schema_history SET version = '999', script = 'V999__later.sql'"
                            + " WHERE version = '12'");
                }
                assertThatThrownBy(copy::beforeMigration)
                        .isInstanceOf(IOException.class)
                        .hasMessageContainingAll("used by a newer Barid", "V999__later.sql");
            } finally {
                postgres.stop();
            }
        }
    }

    @Test
    void filesOfAnotherMajorVersionOfPostgresqlAreRefusedWithWhatToDo() throws Exception {
        LocalPostgres.start(Installation.cache(), temporary, "secret").stop();
        Files.writeString(temporary.resolve("data/PG_VERSION"), "17\n");
        assertThatThrownBy(() -> LocalPostgres.start(Installation.cache(), temporary, "secret"))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("was written by PostgreSQL 17", "restore that with this one");
    }

    private void copyOfAnOlderVersion(
            DataFolder folder, InstallationConfig config, LocalPostgres postgres, SafetyCopy copy) throws Exception {
        Roles roles = new Roles(postgres.url(), "postgres", folder.secret("postgres"));
        for (String service : InstallationConfig.SERVICES) {
            roles.create(service, folder.secret(service + "_migrator"), folder.secret(service + "_app"));
            DatabaseSettings owner = config.owner(service, postgres.url());
            List<String> scripts = Database.schema(owner).pending();
            Database.migrate(
                    owner,
                    scripts.stream()
                            .filter(script -> !script.equals("V12__journal.sql"))
                            .toList());
        }
        copy.beforeMigration();
        List<Path> made = backups(folder.path());
        assertThat(made).hasSize(1);

        // It comes back with the schema that it had.
        Path back = temporary.resolve("back");
        assertThat(new RestoreCommand(nowhere, nowhere, InstantSource.system()).run(made.getFirst(), back, null, false))
                .isZero();
        try (DataFolder restored = DataFolder.kept(back)) {
            LocalPostgres second = LocalPostgres.start(Installation.cache(), back, restored.secret("postgres"));
            try {
                assertThat(Database.schema(config.owner("newsletter", second.url()))
                                .pending())
                        .containsExactly("V12__journal.sql");
                assertThat(Database.schema(config.owner("article", second.url()))
                                .pending())
                        .isEmpty();
            } finally {
                second.stop();
            }
        }
    }

    private static List<Path> backups(Path data) throws IOException {
        try (Stream<Path> files = Files.list(data.resolve("backups"))) {
            return files.toList();
        }
    }
}
