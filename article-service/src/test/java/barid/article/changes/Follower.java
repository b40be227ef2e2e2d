package barid.article.changes;

import barid.article.TestArticles;
import barid.kit.changes.ChangeFeedClient;
import barid.kit.changes.ChangeFollower;
import barid.kit.db.Database;
import barid.kit.db.DatabaseSettings;
import barid.kit.db.TestPostgres;
import io.helidon.dbclient.DbRow;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import java.net.URI;
import java.time.InstantSource;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/** A service that keeps a copy: a database of its own, followed by two replicas that may be stopped and started. */
final class Follower implements AutoCloseable {
    private final URI articles;
    private final Random random;
    private final double crashes;
    private final DatabaseSettings settings = TestPostgres.create("copy", true);
    private final Database reader = Database.open(settings);
    private final Database[] databases = new Database[2];
    private final ChangeFollower[] replicas = new ChangeFollower[2];

    Follower(URI articles, long seed, double crashes) {
        this.articles = articles;
        this.random = new Random(seed);
        this.crashes = crashes;
    }

    void start(int replica) {
        databases[replica] = Database.open(settings);
        replicas[replica] = new ChangeFollower(
                        new ChangeFeedClient(articles, () -> TestArticles.FOLLOWER),
                        databases[replica],
                        new CopyHandler(new Random(random.nextLong()), crashes),
                        "copy",
                        InstantSource.system(),
                        new SimpleMeterRegistry())
                .start();
    }

    void stop(int replica) {
        replicas[replica].stop();
        databases[replica].close();
    }

    void restart(int replica) {
        stop(replica);
        start(replica);
    }

    /** The copy as it stands, told by a query of keys and documents. */
    SortedMap<String, String> told(String sql) {
        return read(reader, sql);
    }

    /** What everyone may read while the copy is kept. */
    long size() {
        return reader.client()
                .execute()
                .createNamedGet("copy.size", "SELECT count(*) AS n FROM copy")
                .execute()
                .orElseThrow()
                .column("n")
                .get(Long.class);
    }

    boolean rebuilding() {
        return reader.client()
                .execute()
                .createNamedGet("copy.rebuilding", "SELECT rebuilding FROM follower")
                .execute()
                .orElseThrow()
                .column("rebuilding")
                .getBoolean();
    }

    static SortedMap<String, String> read(Database database, String sql) {
        SortedMap<String, String> rows = new TreeMap<>();
        database.client().execute().createNamedQuery("copy.read", sql).execute().forEach(row -> put(rows, row));
        return rows;
    }

    private static void put(SortedMap<String, String> rows, DbRow row) {
        rows.put(row.column("key").getString(), row.column("doc").getString());
    }

    @Override
    public void close() {
        stop(0);
        stop(1);
        reader.close();
    }
}
