package barid.kit.db;

import barid.kit.Await;
import io.helidon.dbclient.DbExecute;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DatabaseIT {
    private DatabaseSettings settings;
    private Database database;

    @BeforeEach
    void open() {
        settings = TestPostgres.create("kit", false);
        database = Database.open(settings);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private static void insert(DbExecute tx, int id) {
        tx.createInsert("INSERT INTO note VALUES (:id, 'x')").addParam("id", id).execute();
    }

    private long count() {
        return database.client()
                .execute()
                .query("SELECT count(*) AS n FROM note")
                .findFirst()
                .orElseThrow()
                .column("n")
                .getLong();
    }

    @Test
    void everyStatementIsCountedInATransactionAndOutsideWithItsBeginAndCommit() {
        long before = database.statements();
        database.transactions().run(tx -> {
            insert(tx, 1);
            insert(tx, 2);
        });
        count();
        assertThat(database.statements() - before).isEqualTo(5);
    }

    @Test
    void whatThrowsLeavesNothingAndNoConnectionBehind() {
        for (int i = 0; i < 20; i++) {
            assertThatThrownBy(() -> database.transactions().run(tx -> {
                        insert(tx, 1);
                        throw new IllegalStateException("half-way");
                    }))
                    .hasMessage("half-way");
        }
        assertThat(count()).isZero();
        database.transactions().run(tx -> insert(tx, 1));
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void theApplicationRoleCannotMakeATableNorEnterAnotherDatabase() {
        assertThatThrownBy(() -> database.client().execute().dml("CREATE TABLE own (id int)"))
                .hasStackTraceContaining("permission denied for schema public");
        TestPostgres.execute("postgres", "CREATE DATABASE neighbour");
        TestPostgres.execute("postgres", "REVOKE CONNECT ON DATABASE neighbour FROM PUBLIC");
        String neighbour = settings.url().replaceFirst("/[^/]*$", "/neighbour");
        assertThatThrownBy(() -> DriverManager.getConnection(neighbour, settings.username(), settings.password()))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("permission denied for database");
        TestPostgres.execute("postgres", "DROP DATABASE neighbour");
    }

    @Test
    void anOlderSchemaIsRefusedWithTheWayOut() {
        DatabaseSettings ahead = new DatabaseSettings(
                settings.name(),
                settings.url(),
                settings.username(),
                settings.password(),
                2,
                List.of("classpath:db/kit", "classpath:db/follower"));
        try (Database newer = Database.open(ahead)) {
            assertThatThrownBy(() -> newer.awaitReady(() -> false))
                    .isInstanceOf(OldSchemaException.class)
                    .hasMessageContaining("it lacks V0_1__follower.sql. Run the command `migrate`");
        }
    }

    @Test
    void aDatabaseThatWasNeverMigratedIsRefusedWithTheWayOut() {
        TestPostgres.execute("postgres", "CREATE DATABASE untouched");
        DatabaseSettings untouched = new DatabaseSettings(
                settings.name(),
                settings.url().replaceFirst("/[^/?]+(\\?|$)", "/untouched$1"),
                settings.username(),
                settings.password(),
                2,
                settings.migrations());
        try (Database empty = Database.open(untouched)) {
            assertThatThrownBy(() -> empty.awaitReady(() -> false))
                    .isInstanceOf(OldSchemaException.class)
                    .hasMessageContaining("it lacks V1__note.sql. Run the command `migrate`");
        } finally {
            TestPostgres.execute("postgres", "DROP DATABASE untouched");
        }
    }

    @Test
    void notificationsArriveAndSurviveALostConnection() {
        AtomicInteger calls = new AtomicInteger();
        try (Notifications listening = Notifications.listen(database, "kit_news", calls::incrementAndGet)) {
            Await.until("listening began", () -> calls.get() == 1);
            database.client()
                    .execute()
                    .query("SELECT pg_notify('kit_news', '')")
                    .count();
            Await.until("the notification", () -> calls.get() == 2);
            TestPostgres.execute(
                    "postgres",
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'LISTEN kit_news'");
            Await.until("listening again", () -> calls.get() == 3);
        }
    }
}
