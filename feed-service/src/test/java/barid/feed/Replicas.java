package barid.feed;

import barid.kit.Await;
import barid.kit.db.DatabaseSettings;
import barid.kit.db.TestPostgres;
import barid.kit.service.RunningService;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** feed-service as it runs: replicas on one database that follow one newsroom. */
public final class Replicas implements AutoCloseable {
    public static final Duration SURELY = Duration.ofSeconds(20);

    private final Newsroom newsroom;
    private final DatabaseSettings database;
    private final List<RunningService> running = new ArrayList<>();

    public Replicas(Newsroom newsroom) {
        this(newsroom, TestPostgres.create("feed", true));
    }

    public Replicas(Newsroom newsroom, DatabaseSettings database) {
        this.newsroom = newsroom;
        this.database = database;
    }

    /** One more; {@code more} are settings by key and value. */
    public RunningService start(String... more) {
        Map<String, String> values = new HashMap<>(Map.of(
                "server.port",
                "0",
                "server.shutdown-grace-period",
                "PT1S",
                "db.url",
                database.url(),
                "db.username",
                database.username(),
                "db.password",
                database.password(),
                "db.pool-size",
                "4",
                "changes.url",
                newsroom.url().toString(),
                "changes.token",
                "newsroom"));
        for (int i = 0; i < more.length; i += 2) {
            values.put(more[i], more[i + 1]);
        }
        RunningService replica = Main.start(Organisations.config(values));
        running.add(replica);
        return replica;
    }

    /** One more, as a reader sees it. */
    public Reader reader(String... more) {
        return new Reader(start(more).port());
    }

    public DatabaseSettings database() {
        return database;
    }

    /** Makes the database refuse and drop all connections, or take them again. */
    public void reachable(boolean reachable) {
        String name = TestPostgres.nameOf(database);
        TestPostgres.execute("postgres", "ALTER DATABASE " + name + " WITH ALLOW_CONNECTIONS " + reachable);
        if (!reachable) {
            TestPostgres.execute(
                    "postgres",
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + name + "'");
        }
    }

    /** Runs SQL as the owner of everything. */
    public void execute(String sql) {
        TestPostgres.execute(TestPostgres.nameOf(database), sql);
    }

    public static void await(String what, Callable<Boolean> condition) throws Exception {
        Await.until(what, SURELY, condition::call);
    }

    @Override
    public void close() {
        running.forEach(RunningService::stop);
    }
}
